using System.Text;

namespace ChatCli.Server.Log;

/// <summary>Writes an exception down by its types and where it came from, without messages: these may quote what a user has sent.</summary>
internal static class ErrorTrace
{
    public static string Of(Exception error)
    {
        var trace = new StringBuilder();
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (trace.Length > 0) trace.Append("\ncaused by ");
            trace.Append(cause.GetType());
            if (cause.StackTrace is { } stack) trace.Append('\n').Append(stack);
        }
        return trace.ToString();
    }
}

using System.Globalization;
using System.Text;
using ChatCli.Client.Editing;
using ChatCli.Client.Link;
using ChatCli.Client.Words;
using ChatCli.Protocol.Messages;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;

namespace ChatCli.Client.Tests;

/// <summary>What holds for whatever is typed, received or found in a file. A failure names the seed with which it comes again.</summary>
public class TextPropertyTests
{
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(1000);

    /// <summary>Any UTF-16 units, halves of surrogate pairs among them.</summary>
    private static readonly Gen<string> Texts = Gen.OneOf(
            Gen.Choose(0, 0xff), Gen.Choose(0, 0xffff), Gen.Choose(0x2000, 0x2070), Gen.Choose(0xd800, 0xdfff))
        .Select(value => (char)value).ArrayOf().Select(units => new string(units));

    private static readonly Gen<byte[]> Bytes = Gen.OneOf(Gen.Choose(0, 255), Gen.Choose(0, 31), Gen.Elements<int>('\e', '[', 'O', ';', '2', '0', '~', 0xe2, 0x98, 0x80))
        .Select(value => (byte)value).ArrayOf().Resize(300);

    [Test]
    public void Nothing_that_is_shown_moves_a_cursor_or_reorders_a_row() =>
        Prop.ForAll(Texts.ToArbitrary(), text => Inert.Text(text).EnumerateRunes().All(IsHarmless)).Check(Cases);

    [Test]
    public void A_text_is_as_wide_as_its_characters_together() =>
        Prop.ForAll(Texts.ToArbitrary(), text =>
                text.EnumerateRunes().All(rune => DisplayWidth.Of(rune) is >= 0 and <= 2)
                && DisplayWidth.Of(text) == text.EnumerateRunes().Sum(rune => DisplayWidth.Of(rune)))
            .Check(Cases);

    [Test]
    public void Whatever_bytes_a_terminal_sends_the_cursor_stays_in_a_line_without_controls() =>
        Prop.ForAll(Bytes.ToArbitrary(), bytes =>
            {
                var reader = new KeyReader();
                var editor = new LineEditor();
                var keys = new Queue<Key>();
                reader.Read(bytes, keys);
                reader.Pause(keys);
                // A byte is a key at most, but for an escape and what it was taken for.
                if (keys.Count > 2 * (bytes.Length + 1)) return false;
                while (keys.TryDequeue(out Key key))
                {
                    editor.Apply(key);
                    if (editor.Cursor < 0 || editor.Cursor > editor.Text.Length || editor.Text.Length > LineEditor.MaxLength) return false;
                    foreach (char unit in editor.Text)
                        if (char.IsControl(unit)) return false;
                }
                return true;
            })
            .Check(Cases);

    [Test]
    public void However_bytes_are_cut_into_reads_the_keys_are_the_same() =>
        Prop.ForAll(Bytes.ToArbitrary(), Gen.Choose(0, 300).ToArbitrary(), (bytes, cut) =>
            {
                Queue<Key> whole = new(), pieces = new();
                new KeyReader().Read(bytes, whole);
                var reader = new KeyReader();
                cut = Math.Min(cut, bytes.Length);
                reader.Read(bytes.AsSpan(0, cut), pieces);
                reader.Read(bytes.AsSpan(cut), pieces);
                return whole.SequenceEqual(pieces);
            })
            .Check(Cases);

    [Test]
    public void Whatever_the_record_of_what_was_shown_says_what_is_added_is_known()
    {
        string path = Path.Combine(Path.GetTempPath(), $"chatcli-test-{Guid.NewGuid():N}.seen");
        Gen<string> files = Gen.Elements("chatcli-seen 1\n", "bob b1 7 1795353871\n", "bob b1 -1 9223372036854775807\n", "bob\n", " ", "\n", "\0", "\u2603", "bob b1 x y\n")
            .ArrayOf().Select(string.Concat);
        Prop.ForAll(files.ToArbitrary(), text =>
            {
                File.WriteAllText(path, text);
                var message = new MessageEvent("eve", "e1", 7, "hi", 0);
                SeenFile first = Open();
                first.Add(message);
                first.Save();
                return Open().Contains(message);
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(100));
        File.Delete(path);

        SeenFile Open()
        {
            var seen = new SeenFile(path, new FakeTimeProvider(), static _ => { });
            seen.Refresh();
            return seen;
        }
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}

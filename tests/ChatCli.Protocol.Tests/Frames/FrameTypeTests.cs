using System.Text;
using ChatCli.Protocol.Frames;

namespace ChatCli.Protocol.Tests;

public class FrameTypeTests
{
    [Test]
    [Arguments("""{"type":"message","id":1}""", "message")]
    [Arguments("""{ "type" : "message" , "id":1}""", "message")]
    [Arguments("\t{\"type\":\t\"message\"}", "message")]
    [Arguments("""{"type":""}""", "")]
    [Arguments("""{"t\u0079pe":"message"}""", "message")]
    public async Task The_type_is_the_first_property(string line, string type) => await Assert.That(Read(line)).IsEqualTo(type);

    [Test]
    [Arguments("")]
    [Arguments("{")]
    [Arguments("{}")]
    [Arguments("[]")]
    [Arguments("null")]
    [Arguments("""{"type":"mess""")]
    [Arguments("""{"type":"mess\u0061ge"}""")]
    [Arguments("""{ "type":"mess\u0061ge"}""")]
    [Arguments("""{"type":5}""")]
    [Arguments("""{"type":null}""")]
    [Arguments("""{"Type":"message"}""")]
    [Arguments("""{"id":1,"type":"message"}""")]
    [Arguments("""{"\ud800":1,"type":"message"}""")]
    public async Task Anything_else_has_none(string line) => await Assert.That(Read(line)).IsNull();

    [Test]
    [Arguments("""{"type":"x","id":7}""", 7)]
    [Arguments("""{"type":"x","a":{"id":5},"b":[{"id":6}],"id":7,"c":}""", 7)]
    [Arguments("""{"type":"x","id":"7"}""", 0)]
    [Arguments("""{"type":"x","id":7.5}""", 0)]
    [Arguments("""{"type":"x"}""", 0)]
    [Arguments("""{"type":"x","id":""", 0)]
    [Arguments("""{"type":"x",,"id":7}""", 0)]
    [Arguments("""{"type":"x","\ud800":1,"id":7}""", 0)]
    [Arguments("[7]", 0)]
    [Arguments("", 0)]
    public async Task The_id_is_found_wherever_it_stands(string line, long id) =>
        await Assert.That(FrameId.Find(Encoding.UTF8.GetBytes(line)) ?? 0).IsEqualTo(id);

    private static string? Read(string line) =>
        FrameType.TryRead(Encoding.UTF8.GetBytes(line), out ReadOnlySpan<byte> type) ? Encoding.UTF8.GetString(type) : null;
}

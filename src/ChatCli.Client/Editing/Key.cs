using System.Text;

namespace ChatCli.Client.Editing;

/// <summary>The keys that are not characters.</summary>
internal enum KeyName : byte
{
    Character,
    Enter,
    Tab,
    Backspace,
    Delete,
    Insert,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    Escape,
}

/// <summary>What was held down together with a key.</summary>
[Flags]
internal enum KeyModifiers : byte
{
    None = 0,
    Shift = 1,
    Alt = 2,
    Control = 4,
}

/// <summary>One key that was pressed: a character or a named key. A control key is its lower-case letter with <see cref="KeyModifiers.Control"/>.</summary>
internal readonly record struct Key(KeyName Name, Rune Character, KeyModifiers Modifiers)
{
    public static Key Of(Rune character) => new(KeyName.Character, character, KeyModifiers.None);

    public static Key Of(KeyName name, KeyModifiers modifiers = KeyModifiers.None) => new(name, default, modifiers);

    public static Key Control(char letter) => new(KeyName.Character, new Rune(letter), KeyModifiers.Control);

    public bool IsControl(char letter) => this == Control(letter);
}

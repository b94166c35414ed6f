//! The script a name is written in, as far as names of it are spelled and misspelled in ways of their own.

/// Scripts and families of scripts, in the order of their distance to Latin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    Latin,
    Cyrillic,
    /// Greek, Armenian, Georgian, and whatever else has letters for vowels.
    Other,
    Indic,
    Burmese,
    Kana,
    Hangul,
    Hebrew,
    Arabic,
    Han,
}

impl Script {
    pub const ALL: [Script; 10] = [
        Script::Latin,
        Script::Cyrillic,
        Script::Other,
        Script::Indic,
        Script::Burmese,
        Script::Kana,
        Script::Hangul,
        Script::Hebrew,
        Script::Arabic,
        Script::Han,
    ];

    /// By the first letter that is not Latin.
    pub fn of(text: &str) -> Script {
        text.chars().map(of_letter).find(|script| *script != Script::Latin).unwrap_or(Script::Latin)
    }

    /// As tables name it.
    pub fn code(self) -> &'static str {
        match self {
            Script::Latin => "latin",
            Script::Cyrillic => "cyrillic",
            Script::Other => "other",
            Script::Indic => "indic",
            Script::Burmese => "burmese",
            Script::Kana => "kana",
            Script::Hangul => "hangul",
            Script::Hebrew => "hebrew",
            Script::Arabic => "arabic",
            Script::Han => "han",
        }
    }
}

/// What is no letter counts as Latin: it says nothing.
fn of_letter(c: char) -> Script {
    match u32::from(c) {
        0x0400..=0x052F | 0x1C80..=0x1C8F => Script::Cyrillic,
        0x0590..=0x05FF | 0xFB1D..=0xFB4F => Script::Hebrew,
        0x0600..=0x077F | 0x08A0..=0x08FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC => Script::Arabic,
        0x0900..=0x0E7F => Script::Indic,
        0x1000..=0x109F => Script::Burmese,
        0x3041..=0x30FF | 0xFF66..=0xFF9F => Script::Kana,
        0x3400..=0x9FFF | 0xF900..=0xFAFF => Script::Han,
        0xAC00..=0xD7AF | 0x1100..=0x11FF => Script::Hangul,
        0x0370..=0x03FF | 0x0530..=0x058F | 0x10A0..=0x10FF | 0x0700..=0x08FF => Script::Other,
        _ => Script::Latin,
    }
}

#[cfg(test)]
mod tests {
    use super::Script;

    #[test]
    fn a_name_is_of_the_script_of_its_first_letter_that_is_not_latin() {
        assert_eq!(Script::of("Zhaңaөzen"), Script::Cyrillic);
        assert_eq!(Script::of("Алматы"), Script::Cyrillic);
        assert_eq!(Script::of("الماتي"), Script::Arabic);
        assert_eq!(Script::of("阿拉木图"), Script::Han);
        assert_eq!(Script::of("Almaty, 1"), Script::Latin);
        assert_eq!(Script::of(""), Script::Latin);
    }
}

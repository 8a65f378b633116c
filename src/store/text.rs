//! One line of text for anything: how paths and payloads are written into planb's own files, and the check of such a line.

use std::path::{Path, PathBuf};

/// `text` without line breaks and other control characters; these, and `%`, become `%` and two hexadecimal digits.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' | '\0'..='\x1f' | '\x7f' => out.push_str(&format!("%{:02x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// The bytes that `escape` or `escape_path` was given; `None` for what neither writes.
pub(super) fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        if *first != b'%' {
            out.push(*first);
            continue;
        }
        let (digits, tail) = tail.split_at_checked(2)?;
        let digits = std::str::from_utf8(digits).ok().filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        out.push(u8::from_str_radix(digits, 16).ok()?);
        rest = tail;
    }
    Some(out)
}

/// A path, byte for byte where paths are bytes.
pub(super) fn escape_path(path: &Path) -> String {
    #[cfg(unix)]
    {
        let bytes = std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str());
        let escape = |byte: &u8| match byte {
            b'!'..=b'~' if *byte != b'%' => char::from(*byte).to_string(),
            _ => format!("%{byte:02x}"),
        };
        bytes.iter().map(escape).collect()
    }
    #[cfg(not(unix))]
    {
        escape(&path.to_string_lossy())
    }
}

pub(super) fn unescape_path(text: &str) -> Option<PathBuf> {
    let bytes = unescape(text)?;
    #[cfg(unix)]
    {
        Some(PathBuf::from(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes)))
    }
    #[cfg(not(unix))]
    {
        String::from_utf8(bytes).ok().map(PathBuf::from)
    }
}

/// CRC-32 as in Ethernet, gzip and PNG (reflected, polynomial 0xEDB88320).
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    #[allow(clippy::indexing_slicing, reason = "checked when it is built")]
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut n = 0;
        while n < 256 {
            let (mut c, mut bit) = (n as u32, 0);
            while bit < 8 {
                c = if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 };
                bit += 1;
            }
            table[n] = c;
            n += 1;
        }
        table
    };
    let step = |crc: u32, byte: &u8| {
        let entry = TABLE.get(usize::from(crc as u8 ^ byte)).copied().unwrap_or_default();
        entry ^ (crc >> 8)
    };
    !bytes.iter().fold(!0, step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_checksum_is_the_standard_one() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    proptest! {
        #[test]
        fn any_text_fits_on_one_line_and_comes_back(text in any::<String>()) {
            let line = escape(&text);
            prop_assert!(!line.contains(char::is_control) || text.contains(|c: char| c.is_control() && c > '\x7f'));
            prop_assert!(!line.contains(['\n', '\r']));
            prop_assert_eq!(unescape(&line).unwrap(), text.into_bytes());
        }

        #[test]
        fn unescaping_anything_never_panics(text in any::<String>()) {
            let _ = unescape(&text);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_not_unicode_comes_back() {
        let path = Path::new(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"/a b/\xff%\n"));
        assert_eq!(escape_path(path), "/a%20b/%ff%25%0a");
        assert_eq!(unescape_path(&escape_path(path)).unwrap(), path);
    }
}

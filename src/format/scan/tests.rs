use super::*;

/// The faults of a text as `line:column message`.
fn faults(text: &str) -> Vec<String> {
    let lines = Lines::new(text);
    let show = |fault: &Fault| {
        let (line, column) = lines.line_col(fault.at.start);
        format!("{line}:{column} {}", fault.message)
    };
    scan(text).faults.iter().map(show).collect()
}

/// The values of a text as `path = text`, keys or places joined by points.
fn values(text: &str) -> Vec<String> {
    let syntax = scan(text);
    let mut out = Vec::new();
    let mut work: Vec<_> = syntax.root().map(|root| (root, String::new())).into_iter().collect();
    while let Some((node, path)) = work.pop() {
        if syntax.node(node).open().is_none() {
            out.push(format!("{path} = {}", syntax.text(text, node)));
        }
        for (place, child) in syntax.children(node).enumerate() {
            let step = syntax.key(text, child).map_or(place.to_string(), str::to_string);
            work.push((child, format!("{path}.{step}")));
        }
    }
    out.sort();
    out
}

#[test]
fn finds_fields_items_names_and_commas() {
    let text = "Plan(\n  title: \"a, (b)\", // no: here\n  blocks: [Block (id: \"x\"), (2, Some(3)),],\n)\n";
    assert_eq!(faults(text), [""; 0]);
    assert_eq!(
        values(text),
        [".blocks.0.id = \"x\"", ".blocks.1.0 = 2", ".blocks.1.1.0 = 3", ".title = \"a, (b)\""]
    );
    let syntax = scan(text);
    let root = syntax.root().unwrap();
    let blocks = syntax.child(text, root, "blocks").unwrap();
    let first = syntax.node(blocks).first_child().unwrap();
    assert_eq!(syntax.name(text, root), Some("Plan"));
    assert_eq!(syntax.text(text, first), "Block (id: \"x\")");
    assert_eq!(syntax.name(text, first), Some("Block"));
    assert_eq!(syntax.kind(text, first), Kind::Struct);
    assert_eq!(syntax.kind(text, syntax.node(blocks).last_child().unwrap()), Kind::Tuple);
    assert_eq!(syntax.node(first).comma(), text.find("), (2").map(|at| at + 1));
    assert_eq!(syntax.at(text.find("\"x").unwrap()).map(|node| syntax.text(text, node)), Some("\"x\""));
}

#[test]
fn words_may_contain_brackets_quotes_and_comment_marks() {
    for (text, expected) in [
        (r##"(a: r#"x"y)"#, b: 1)"##, vec![r##".a = r#"x"y)"#"##, ".b = 1"]),
        (
            r##"(a: b"(", b: br#"",""#, c: b',', d: b'\'')"##,
            vec![r#".a = b"(""#, r##".b = br#"",""#"##, ".c = b','", r".d = b'\''"],
        ),
        (
            r#"['/', '*', '"', ''', '(', '\'', '\u{e9}']"#,
            vec![".0 = '/'", ".1 = '*'", ".2 = '\"'", ".3 = '''", ".4 = '('", r".5 = '\''", r".6 = '\u{e9}'"],
        ),
        ("(r#type: 1, r#in: r#fn)", vec![".in = r#fn", ".type = 1"]),
        ("{(1, [2]): \"a\", \"k\": {}, 'c': 3}", vec![".'c' = 3", ".(1, [2]) = \"a\""]),
        ("[1/**/,/*/* , */*/2//,\n,-.5e+3_0f32]", vec![".0 = 1", ".1 = 2", ".2 = -.5e+3_0f32"]),
        ("\u{feff}/*x*/#![enable(implicit_some)]\n# ! [ type = r#\"]\"# ]\n(é: ü)//", vec![".é = ü"]),
        ("Some/* ( */ ( // )\n Some(1))", vec![".0.0 = 1"]),
    ] {
        assert_eq!(faults(text), [""; 0], "{text}");
        assert_eq!(values(text), expected, "{text}");
        let read = ron::from_str::<ron::Value>(text.trim_start_matches('\u{feff}'));
        assert!(read.is_ok(), "{text}: {read:?}");
    }
}

#[test]
fn says_what_is_wrong_and_goes_on() {
    for (text, expected, found) in [
        (
            "(a: [1, 2",
            vec!["1:1 this `(` is never closed", "1:5 this `[` is never closed"],
            ".a.0 = 1|.a.1 = 2",
        ),
        (
            "(a: [1, 2)",
            vec!["1:5 this `[` is not closed before the `)` at line 1, column 10"],
            ".a.0 = 1|.a.1 = 2",
        ),
        ("(\na: 1]", vec!["2:5 `]` cannot close the `(` opened at line 1, column 1"], ".a = 1"),
        ("(a: 1))", vec!["1:7 nothing is open that this `)` could close"], ".a = 1"),
        ("(a: \"x, b: 2)", vec!["1:5 this text is not closed"], ".a = \"x, b: 2"),
        (
            "(\n a: \"x,\n b: \"y\",\n c: \"z\",\n)",
            vec!["2:5 this text is not closed"],
            ".a = \"x|.b = \"y\"|.c = \"z\"",
        ),
        ("(\n a: \"x,\n b: 2,\n)", vec!["2:5 this text is not closed"], ".a = \"x|.b = 2"),
        ("(a: r#\"x\",\n b: 1)", vec!["1:5 this raw text is not closed"], ".a = r#\"x\"|.b = 1"),
        ("(\n/* a: 1,\nb: 2)", vec!["2:1 this comment is not closed"], ".b = 2"),
        ("#![enable(unwrap_newtypes)\n(a: 1)", vec!["1:1 this attribute is not closed"], ".a = 1"),
        ("(#![type = \"x\"] a: 1)", vec!["1:2 attributes stand before the value"], ".a = 1"),
        ("('a)", vec!["1:2 a single quote starts one character"], ".0 = 'a"),
        ("('ab', 1)", vec!["1:2 single quotes hold one character"], ".0 = 'ab'|.1 = 1"),
        ("('', 1)", vec!["1:2 there is no character"], ".0 = ''|.1 = 1"),
        ("(b'é')", vec!["1:2 a byte literal holds one ASCII"], ".0 = b'é'"),
        ("(a: \"\\q\")", vec!["1:6 unknown escape"], ".a = \"\\q\""),
        ("(1/2)", vec!["1:3 a single `/` means nothing"], ".0 = 1/2"),
        ("(a: x$y)", vec!["1:6 `$` means nothing here"], ".a = x$y"),
        ("(a: “x”)", vec!["1:5 `“` is not a quote", "1:7 `”` is not a quote"], ".a = x"),
        ("(a: 1\n b: 2)", vec!["1:6 a comma is missing here"], ".a = 1|.b = 2"),
        ("(a: foo bar, b: 2)", vec!["1:5 `foo bar`: text of several words"], ".1 = bar|.a = foo|.b = 2"),
        ("(at: 2027-01-11T11:30Z)", vec!["1:19 a second colon"], ".at = 2027-01-11T11:30Z"),
        ("(\"a\": 1)", vec!["1:2 names of fields stand without quotes"], ".a = 1"),
        ("(1: 2)", vec!["1:2 `1` cannot be the name"], ".1 = 2"),
        ("[a: 1]", vec!["1:2 a list holds values without names"], ".a = 1"),
        ("{1, 2: 3}", vec!["1:2 an entry of a map is"], ".0 = 1|.2 = 3"),
        ("(a: , b: )", vec!["1:2 `a` has no value", "1:7 `b` has no value"], ""),
        ("[1,,2]", vec!["1:4 there is no value before this comma"], ".0 = 1|.1 = 2"),
        ("(a: 1, 2)", vec!["1:8 this value has no name"], ".1 = 2|.a = 1"),
        ("(1, a: 2)", vec!["1:5 this value has a name"], ".0 = 1|.a = 2"),
        ("(: 1)", vec!["1:2 there is no name before"], ".0 = 1"),
        ("a: 1", vec!["1:1 fields stand in round brackets"], " = 1"),
        ("() ()", vec!["1:4 a file holds one value"], ""),
        ("(),", vec!["1:3 no comma may follow"], ""),
        ("// nothing", vec!["1:11 there is nothing to read"], ""),
        ("Run { a: 1 }", vec!["1:5 only `(` may follow a name"], ".a = 1"),
        ("\0\u{202e}", vec!["1:1 `\\u{0}` means nothing"], ""),
    ] {
        let faults = faults(text);
        assert_eq!(faults.len(), expected.len(), "{text}: {faults:?}");
        for (fault, expected) in faults.iter().zip(expected) {
            assert!(fault.starts_with(expected), "{text}: {fault}");
        }
        assert_eq!(values(text).join("|"), found, "{text}");
    }
}

#[test]
fn an_item_left_open_does_not_hide_the_ones_below() {
    let text = "(\n  blocks: [\n    (id: \"a\",\n    (id: \"b\"),\n  ],\n  n: 1,\n)";
    assert!(
        faults(text).iter().any(|f| f.starts_with("3:5 this `(` is not closed before the `]` at line 5"))
    );
    assert!(values(text).contains(&".n = 1".to_string()));
}

#[test]
fn stops_at_its_limits() {
    let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(faults(&nested(64)), [""; 0]);
    assert_eq!(faults(&nested(65)), ["1:65 more than 64 brackets inside each other; reading stops here"]);
    assert_eq!(faults(&nested(100_000)).len(), 1);
    let small = Limits { depth: 9, items: 3, values: 7, bytes: 30 };
    let told =
        |text: &str| scan_within(text, &small).faults.iter().map(|f| f.message.clone()).collect::<String>();
    assert_eq!(told("[1, 2, 3]"), "");
    assert!(told("[1, 2, 3, 4]").starts_with("more than 3 items"));
    assert!(told("[[1, 2, 3], [1, 2, 3]]").starts_with("more than 7 values"));
    assert!(told(&" ".repeat(31)).starts_with("longer than"));
}

#[test]
fn kinds_can_be_read() {
    let text = "(r\"\", b\"\", 'c', b'c', 1, x, (), N(), Some(1), N(a: 1), (1,), [], {}, \"\")";
    let syntax = scan(text);
    let kinds: Vec<_> = syntax.children(syntax.root().unwrap()).map(|node| syntax.kind(text, node)).collect();
    use Kind::*;
    let expected = [
        RawString,
        ByteString,
        Char,
        Byte,
        Number,
        Word,
        Unit,
        Unit,
        Kind::Some,
        Struct,
        Tuple,
        List,
        Map,
        String,
    ];
    assert_eq!(kinds, expected);
}

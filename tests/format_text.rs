//! The text layer against random documents with hostile comments and strings, against garbage, and against `ron`.

use planb::format::lex::tokens;
use planb::format::place::{Lines, excerpt};
use planb::format::scan::{NodeId, Syntax, scan};
use planb::format::splice::Splice;
use planb::format::{read, update};
use planb::model::{Person, Plan};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// A document as a tree, without its spelling.
#[derive(Clone, Debug)]
enum Tree {
    Scalar(String),
    Struct(&'static str, Vec<(String, Tree)>),
    Tuple(&'static str, Vec<Tree>),
    List(Vec<Tree>),
    Map(Vec<(Tree, Tree)>),
}

const SCALARS: [&str; 24] = [
    "1",
    "-2.5e3",
    "0x10",
    "1_000u32",
    ".5",
    "true",
    "None",
    "Unit",
    "r#type",
    "'('",
    "'\"'",
    "'''",
    r"'\''",
    "'/'",
    "b','",
    r"b'\''",
    r#""//""#,
    r#""/* \" \\""#,
    "\"a\n  // b\"",
    r##"r#"a"b// "#"##,
    r#"r"\""#,
    r#"b"(\"[""#,
    r##"br#""{"#"##,
    "\"x\\\n    y\"",
];

/// What may stand between two tokens; a line comment brings its line end.
const NOISE: [&str; 16] = [
    "",
    "",
    "",
    " ",
    " ",
    "\n",
    "\n    ",
    "\r\n\t",
    "\n\n",
    "// ( [ { \" ' /* \n",
    "//\r\n",
    "/**/",
    "/* ) /* ] */ \" } ' , : // */",
    "/* r#\" */",
    "\u{200e}\u{85}",
    "\u{b}\u{c}\u{2028}",
];

fn scalar() -> impl Strategy<Value = Tree> {
    prop_oneof![
        3 => prop::sample::select(SCALARS.to_vec()).prop_map(|text| Tree::Scalar(text.to_string())),
        1 => "[ -~éü日\u{202e}\u{1b}\n\"\\\\]{0,12}".prop_map(|text| Tree::Scalar(ron::to_string(&text).unwrap())),
        1 => any::<i64>().prop_map(|number| Tree::Scalar(number.to_string())),
    ]
}

fn tree() -> impl Strategy<Value = Tree> {
    let key = || prop::sample::select(vec!["a", "id", "nodes", "é", "r#in", "x_1", "r", "b", "br"]);
    let name = || prop::sample::select(vec!["", "", "Block", "Some_"]);
    scalar().prop_recursive(4, 40, 5, move |inner| {
        let fields = prop::collection::vec((key().prop_map(str::to_string), inner.clone()), 1..5);
        let many = || prop::collection::vec(inner.clone(), 0..5);
        prop_oneof![
            3 => (name(), fields).prop_map(|(name, fields)| Tree::Struct(name, fields)),
            1 => (name(), prop::collection::vec(inner.clone(), 1..5)).prop_map(|(name, items)| Tree::Tuple(name, items)),
            1 => inner.clone().prop_map(|item| Tree::Tuple("Some", vec![item])),
            2 => many().prop_map(Tree::List),
            1 => prop::collection::vec((inner.clone(), inner.clone()), 0..4).prop_map(Tree::Map),
        ]
    })
}

impl Tree {
    fn children(&self) -> Vec<&Tree> {
        match self {
            Tree::Scalar(_) => Vec::new(),
            Tree::Struct(_, fields) => fields.iter().map(|(_, value)| value).collect(),
            Tree::Tuple(_, items) | Tree::List(items) => items.iter().collect(),
            Tree::Map(entries) => entries.iter().map(|(_, value)| value).collect(),
        }
    }

    fn child_mut(&mut self, place: usize) -> &mut Tree {
        match self {
            Tree::Scalar(_) => unreachable!("a scalar has no children"),
            Tree::Struct(_, fields) => &mut fields[place].1,
            Tree::Tuple(_, items) | Tree::List(items) => &mut items[place],
            Tree::Map(entries) => &mut entries[place].1,
        }
    }

    /// Without any noise.
    fn plain(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, &mut |_| {}, &mut || false);
        out
    }

    /// Spelled with something of `NOISE` between all tokens.
    fn noisy(&self, seed: u64) -> String {
        let mut dice = Dice(seed);
        let mut more = Dice(!seed);
        let mut out = if dice.roll(8) == 0 { "\u{feff}".to_string() } else { String::new() };
        let mut noise = |out: &mut String| out.push_str(NOISE[dice.roll(NOISE.len())]);
        noise(&mut out);
        self.write(&mut out, &mut noise, &mut || more.roll(2) == 0);
        noise(&mut out);
        out
    }

    fn write(
        &self,
        out: &mut String,
        noise: &mut dyn FnMut(&mut String),
        trailing: &mut dyn FnMut() -> bool,
    ) {
        let (name, open, close) = match self {
            Tree::Scalar(text) => return out.push_str(text),
            Tree::Struct(name, _) | Tree::Tuple(name, _) => (*name, "(", ")"),
            Tree::List(_) => ("", "[", "]"),
            Tree::Map(_) => ("", "{", "}"),
        };
        out.push_str(name);
        if !name.is_empty() {
            noise(out);
        }
        out.push_str(open);
        noise(out);
        let children = self.children();
        for (place, child) in children.iter().enumerate() {
            match self {
                Tree::Struct(_, fields) => out.push_str(&fields[place].0),
                Tree::Map(entries) => entries[place].0.write(out, noise, trailing),
                _ => {}
            }
            if matches!(self, Tree::Struct(..) | Tree::Map(_)) {
                noise(out);
                out.push(':');
                noise(out);
            }
            child.write(out, noise, trailing);
            noise(out);
            if place + 1 < children.len() || trailing() {
                out.push(',');
                noise(out);
            }
        }
        out.push_str(close);
    }
}

/// A small generator of numbers for spellings (xorshift), so that one seed fixes a text.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 = self.0.max(1);
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

fn value(text: &str) -> ron::Value {
    even(ron::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_else(|error| panic!("{error}: {text}")))
}

/// ron reads `()` as unit, but `( )` as an empty sequence: taken as the same here. (Keys are never empty brackets.)
fn even(value: ron::Value) -> ron::Value {
    match value {
        ron::Value::Seq(items) if items.is_empty() => ron::Value::Unit,
        ron::Value::Seq(items) => ron::Value::Seq(items.into_iter().map(even).collect()),
        ron::Value::Map(map) => {
            ron::Value::Map(map.into_iter().map(|(key, item)| (key, even(item))).collect())
        }
        ron::Value::Option(item) => ron::Value::Option(item.map(|item| Box::new(even(*item)))),
        other => other,
    }
}

/// All pairs of node and tree, with the places that lead to them.
fn pairs<'a>(syntax: &Syntax, tree: &'a Tree) -> Vec<(NodeId, &'a Tree, Vec<usize>)> {
    let mut all = vec![(syntax.root().expect("a root"), tree, Vec::new())];
    let mut next = 0;
    while let Some((node, tree, path)) = all.get(next).cloned() {
        let nodes: Vec<_> = syntax.children(node).collect();
        assert_eq!(nodes.len(), tree.children().len());
        for (place, (node, tree)) in nodes.into_iter().zip(tree.children()).enumerate() {
            all.push((node, tree, [path.as_slice(), &[place]].concat()));
        }
        next += 1;
    }
    all
}

fn at<'a>(tree: &'a mut Tree, path: &[usize]) -> &'a mut Tree {
    path.iter().fold(tree, |tree, &place| tree.child_mut(place))
}

fn config() -> ProptestConfig {
    ProptestConfig { rng_seed: RngSeed::Fixed(17), failure_persistence: None, ..ProptestConfig::default() }
}

fn joined(text: &str) -> String {
    let mut end = 0;
    let mut out = String::new();
    for token in tokens(text) {
        assert!(token.start == end && token.end > end, "a token that does not advance");
        end = token.end;
        out.push_str(token.text(text));
    }
    out
}

/// Nothing that may be asked about a text, however broken, fails.
fn survives(text: &str) {
    assert_eq!(joined(text), text);
    let syntax = scan(text);
    let lines = Lines::new(text);
    for fault in &syntax.faults {
        assert!(text.get(fault.at.clone()).is_some(), "{fault:?} is no range of {text:?}");
        assert!(!fault.message.contains(char::is_control));
        let (line, column) = lines.line_col(fault.at.start);
        assert!(line >= 1 && column >= 1);
        let shown = excerpt(text, fault.at.clone());
        assert_eq!(shown.lines().count(), 2);
        assert!(!shown.replace('\n', "").contains(char::is_control), "{shown:?}");
    }
    for (node, spans) in syntax.nodes() {
        assert!(text.get(spans.item()).is_some());
        assert!(spans.key().is_none_or(|key| text.get(key).is_some()));
        if let Some(parent) = spans.parent() {
            let outer = syntax.node(parent).range();
            assert!(outer.start <= spans.item().start && spans.range().end <= outer.end);
            assert!(parent < node);
        }
        let _ = (syntax.kind(text, node), syntax.name(text, node), syntax.key(text, node));
    }
    syntax.nodes().for_each(|(node, spans)| {
        let inner = syntax.at(spans.item().start);
        assert!(spans.item().is_empty() || inner.is_some_and(|inner| inner >= node));
    });
}

const GARBAGE: &str = "[\\[\\]{}()a0,:\"'/*#!rb\\\\ \n\r\u{feff}\u{85}\u{202e}é=$-]{0,40}";

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_span_is_the_value_that_ron_reads(tree in tree(), seed in any::<u64>()) {
        let text = tree.noisy(seed);
        prop_assert_eq!(&joined(&text), &text);
        let syntax = scan(&text);
        prop_assert!(syntax.faults.is_empty(), "{:?} in {}", syntax.faults, text);
        prop_assert_eq!(value(&text), value(&tree.plain()));
        for (node, tree, _) in pairs(&syntax, &tree) {
            prop_assert_eq!(value(syntax.text(&text, node)), value(&tree.plain()));
            if let Tree::Struct(_, fields) = tree {
                for (child, (key, _)) in syntax.children(node).zip(fields) {
                    prop_assert_eq!(syntax.key(&text, child), Some(key.trim_start_matches("r#")));
                }
            }
        }
        survives(&text);
    }

    #[test]
    fn a_replaced_value_reads_back(tree in tree(), new in tree(), seed in any::<u64>(), pick in any::<usize>()) {
        let text = tree.noisy(seed);
        let syntax = scan(&text);
        let (node, _, path) = { let mut all = pairs(&syntax, &tree); all.swap_remove(pick % all.len()) };
        let mut splice = Splice::new();
        splice.replace(syntax.node(node).range(), new.plain());
        let after = splice.apply(&text).unwrap();
        let mut expected = tree.clone();
        *at(&mut expected, &path) = new;
        prop_assert_eq!(value(&after), value(&expected.plain()));
        prop_assert!(scan(&after).faults.is_empty());
    }

    #[test]
    fn garbage_is_told_apart_to_the_last_byte(text in prop_oneof![GARBAGE, any::<String>()]) {
        survives(&text);
    }

    #[test]
    fn mutated_documents_survive_and_ron_accepts_nothing_that_is_refused_here(
        tree in tree(), seed in any::<u64>(), cuts in prop::collection::vec((any::<usize>(), any::<usize>(), GARBAGE), 1..3),
    ) {
        let mut text = if seed % 2 == 0 { tree.plain() } else { tree.noisy(seed) };
        for (at, length, garbage) in cuts {
            let mut bounds: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
            bounds.push(text.len());
            let start = at % bounds.len();
            let end = (start + length % 4).min(bounds.len() - 1);
            let few: String = garbage.chars().take(at % 3).collect();
            text.replace_range(bounds[start]..bounds[end], &few);
        }
        survives(&text);
        let bare = text.trim_start_matches('\u{feff}');
        if ron::from_str::<ron::Value>(bare).is_ok() {
            let faults = scan(bare).faults;
            prop_assert!(faults.is_empty(), "{:?} in {}", faults, bare);
        }
    }
}

/// An item of a list as people write them, its comments numbered like itself.
#[derive(Clone, Debug)]
struct Item {
    above: usize,
    before: bool,
    behind: u8,
    blank: bool,
    lines: bool,
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let item = (0..3usize, any::<bool>(), 0..3u8, any::<bool>(), any::<bool>());
    let item =
        item.prop_map(|(above, before, behind, blank, lines)| Item { above, before, behind, blank, lines });
    prop::collection::vec(item, 1..7)
}

impl Item {
    /// Its lines, without a comma behind it if `last`.
    fn block(&self, n: usize, last: bool, end: &str) -> String {
        let mut out = String::new();
        for line in 0..self.above {
            let next = if line == 0 {
                format!("    // above {n}, [(\"{end}")
            } else {
                format!("    /* above {n}{end} */{end}")
            };
            out.push_str(&next);
        }
        out.push_str("    ");
        if self.before {
            out.push_str(&format!("/* before {n} */ "));
        }
        out.push_str(&if self.lines {
            format!("({end}        id: \"p{n}\", // inside {n}{end}    )")
        } else {
            format!("(id: \"p{n}\")")
        });
        if !last {
            out.push(',');
        }
        out.push_str(["", " // behind", " /* behind */"][self.behind as usize]);
        if self.behind > 0 {
            out.push_str(&format!(" // {n}"));
        }
        out + end
    }

    /// On the line of its neighbours.
    fn inline(&self, n: usize) -> String {
        let before = if self.before { format!("/* before {n} */ ") } else { String::new() };
        let behind = if self.behind > 0 { format!(" /* behind {n} */") } else { String::new() };
        format!("{before}(id: \"p{n}\"){behind}")
    }
}

/// The lines that are not blank.
fn filled(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.trim().is_empty()).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn comments_go_with_their_items_and_all_other_lines_stay(
        items in items(), comma in any::<bool>(), crlf in any::<bool>(), which in any::<u8>(),
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let last = items.len() - 1;
        let (mut text, mut expected) = (String::new(), String::new());
        for (n, item) in items.iter().enumerate() {
            let block = item.block(n, n == last && !comma, end);
            let blank = if item.blank { end } else { "" };
            text.extend([blank, &block]);
            if which >> n & 1 == 0 {
                expected.extend([blank, &block]);
            }
        }
        let whole = |items: &str| format!("(title: \"t\", people: [ // open{end}{items}] // closed{end})");
        let text = whole(&text);
        let after = changed(&text, |plan| plan.people.retain(|person| which >> number(person) & 1 == 0));
        // The last item keeps or lacks its comma as the list did.
        let bare = |text: &str| filled(text).iter().map(|line| line.replacen(',', "", 1)).collect::<Vec<_>>();
        prop_assert_eq!(bare(&after), bare(&whole(&expected)), "{}", text);
        let blanks = |text: &str| text.contains(&format!("{end}{end}{end}"));
        prop_assert!(!blanks(&after), "two blank lines in {:?} from {:?}", after, text);
    }

    #[test]
    fn comments_stay_with_their_items_on_one_line(items in items(), comma in any::<bool>(), which in any::<u8>()) {
        let render = |which: u8| {
            let kept = items.iter().enumerate().filter(|(n, _)| which >> n & 1 == 0);
            kept.map(|(n, item)| item.inline(n)).collect::<Vec<_>>().join(", ")
        };
        let text = format!("(title: \"t\", people: [{}{}])", render(0), if comma { "," } else { "" });
        let after = changed(&text, |plan| plan.people.retain(|person| which >> number(person) & 1 == 0));
        // Without a comma behind it, the comment behind the last item stays, as it may speak of the list.
        let tail = comma || which >> (items.len() - 1) & 1 == 0 || items.last().unwrap().behind == 0;
        if tail {
            let rest = after.strip_prefix("(title: \"t\", people: [").and_then(|rest| rest.strip_suffix("])"));
            let rest = rest.unwrap().trim_start().trim_end_matches(',');
            prop_assert_eq!(rest, render(which), "{} from {}", &after, &text);
        }
    }

    #[test]
    fn an_inserted_line_is_the_only_new_one(
        items in items(), comma in any::<bool>(), crlf in any::<bool>(), to in any::<usize>(),
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let last = items.len() - 1;
        let blocks = items.iter().enumerate().map(|(n, item)| {
            let item = Item { lines: false, blank: false, ..item.clone() };
            item.block(n, n == last && !comma, end)
        });
        let text = format!("(title: \"t\", people: [ // open{end}{}])", blocks.collect::<String>());
        let to = to % (items.len() + 1);
        let after = changed(&text, |plan| plan.people.insert(to, Person { id: "new".into(), ..Person::default() }));
        let (old, mut new): (Vec<_>, Vec<_>) = (text.split(end).collect(), after.split(end).collect());
        new.retain(|line| !["    (id: \"new\"),", "    (id: \"new\")"].contains(line));
        prop_assert_eq!(new.len(), old.len(), "{} from {}", &after, &text);
        let changed: Vec<_> = new.iter().zip(&old).filter(|(new, old)| new != old).collect();
        let only_the_comma = changed.iter().all(|(new, old)| new.replacen(',', "", 1) == **old || new.len() == old.len() + 1);
        prop_assert!(changed.is_empty() || (changed.len() == 1 && to == items.len() && !comma && only_the_comma));
    }
}

/// The text after a change of its plan, fitted in.
fn changed(text: &str, change: impl FnOnce(&mut Plan)) -> String {
    let old = read(text).unwrap_or_else(|faults| panic!("{faults:?} in {text}")).plan;
    let mut new = old.clone();
    change(&mut new);
    let updated = update(text, &old, &new).unwrap();
    assert!(!updated.rewritten, "{}", updated.text);
    updated.text
}

fn number(person: &Person) -> usize {
    person.id.as_str().trim_start_matches('p').parse().unwrap()
}

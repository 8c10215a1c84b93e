//! The little of Python's pickle format that a torch checkpoint is written in (protocol 2: `pickletools` in Python's
//! library describes it). Nothing is ever called: the few names that may occur stand for plain data, and all else is
//! refused.

use std::io::Read;

use super::format;
use crate::models::ModelError;

/// Most that one pickle may hold; a checkpoint of 16 tensors and their optimiser's state takes 6 kB.
const MAX_BYTES: u64 = 4 * 1024 * 1024;
/// Most steps of one pickle: each makes at most one value. That checkpoint takes 2,500.
const MAX_STEPS: usize = 50_000;
/// Longer texts cannot be looked up again: each time makes a copy.
const MAX_KEPT: usize = 256;
/// A value deeper than this would be taken apart by a recursion as deep.
const MAX_DEPTH: usize = 16;
/// Numbers of more bytes are refused.
const MAX_LONG: usize = 16;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Something of no interest here: `None`, a fraction, a long integer, the result of a `BUILD`.
    Other,
    Number(i64),
    Text(String),
    /// A tuple or a list.
    Row(Vec<Value>),
    Map(Vec<(Value, Value)>),
    /// A name of Python: module and object, with a space between.
    Name(&'static str),
    /// Stored outside of the pickle; the tuple says where.
    Outside(Vec<Value>),
    /// What `_rebuild_tensor_v2` was to be called with.
    Tensor(Vec<Value>),
}

/// The names that may occur.
const NAMES: [&str; 3] = ["collections OrderedDict", "torch FloatStorage", "torch._utils _rebuild_tensor_v2"];

impl Value {
    /// The value under a key of a map.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        let Self::Map(pairs) = self else { return None };
        pairs.iter().find(|(k, _)| matches!(k, Self::Text(text) if text == key)).map(|(_, value)| value)
    }

    fn depth(&self) -> usize {
        let deepest = |values: &[Value]| values.iter().map(Value::depth).max().unwrap_or(0) + 1;
        match self {
            Self::Row(values) | Self::Outside(values) | Self::Tensor(values) => deepest(values),
            Self::Map(pairs) => pairs.iter().map(|(k, v)| k.depth().max(v.depth())).max().unwrap_or(0) + 1,
            _ => 1,
        }
    }
}

/// Reads one pickle and nothing behind it.
///
/// # Errors
/// [`ModelError::Format`] for anything that a checkpoint of plain tensors does not hold.
pub(super) fn read(from: &mut dyn Read) -> Result<Value, ModelError> {
    let mut machine = Machine { from: from.take(MAX_BYTES), stack: Vec::new(), memo: Vec::new() };
    for _ in 0..MAX_STEPS {
        let op = machine.byte()?;
        if op == b'.' {
            return machine.pop();
        }
        machine.step(op)?;
    }
    Err(format("it takes too many steps to read"))
}

enum Item {
    Mark,
    Value(Value),
}

struct Machine<R> {
    from: R,
    stack: Vec<Item>,
    /// Only texts and names: containers are never looked up again in a checkpoint, and to hand out copies of them would
    /// let a small file grow without bound.
    memo: Vec<Option<Value>>,
}

impl<R: Read> Machine<R> {
    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let mut out = [0; N];
        self.from.read_exact(&mut out).map_err(super::cut_off)?;
        Ok(out)
    }

    fn byte(&mut self) -> Result<u8, ModelError> {
        self.bytes::<1>().map(|[b]| b)
    }

    fn length(&mut self) -> Result<usize, ModelError> {
        self.bytes().map(|bytes| u32::from_le_bytes(bytes) as usize)
    }

    /// Text of a length that the file states: what is not there is not reserved either.
    fn text(&mut self, length: usize) -> Result<String, ModelError> {
        let mut out = Vec::new();
        (&mut self.from).take(length as u64).read_to_end(&mut out)?;
        if out.len() < length {
            return Err(format("it is cut off"));
        }
        String::from_utf8(out).map_err(|_| format("a text in it is not text"))
    }

    fn line(&mut self) -> Result<String, ModelError> {
        let mut out = String::new();
        while out.len() < 100 {
            match self.byte()? {
                b'\n' => return Ok(out),
                byte if byte.is_ascii_graphic() => out.push(char::from(byte)),
                _ => break,
            }
        }
        Err(format("a name in it makes no sense"))
    }

    fn push(&mut self, value: Value) -> Result<(), ModelError> {
        self.stack.push(Item::Value(value));
        Ok(())
    }

    /// A container goes on the stack only when it is shallow: so no value is ever deep.
    fn push_container(&mut self, value: Value) -> Result<(), ModelError> {
        if value.depth() > MAX_DEPTH { Err(format("it is nested too deeply")) } else { self.push(value) }
    }

    fn pop(&mut self) -> Result<Value, ModelError> {
        match self.stack.pop() {
            Some(Item::Value(value)) => Ok(value),
            _ => Err(out_of_order()),
        }
    }

    /// The values down to the last mark, in order.
    fn pop_to_mark(&mut self) -> Result<Vec<Value>, ModelError> {
        let mark = self.stack.iter().rposition(|item| matches!(item, Item::Mark)).ok_or_else(out_of_order)?;
        let values = self.stack.split_off(mark);
        Ok(values
            .into_iter()
            .filter_map(|item| if let Item::Value(value) = item { Some(value) } else { None })
            .collect())
    }

    fn pop_some(&mut self, count: usize) -> Result<Vec<Value>, ModelError> {
        let mut values = Vec::new();
        for _ in 0..count {
            values.insert(0, self.pop()?);
        }
        Ok(values)
    }

    fn remember(&mut self, at: usize) -> Result<(), ModelError> {
        let Some(Item::Value(value)) = self.stack.last() else { return Err(out_of_order()) };
        let kept = match value {
            Value::Text(text) => (text.len() <= MAX_KEPT).then(|| value.clone()),
            Value::Name(_) => Some(value.clone()),
            _ => None,
        };
        if at >= MAX_STEPS {
            return Err(out_of_order());
        }
        if at >= self.memo.len() {
            self.memo.resize(at + 1, None);
        }
        self.memo[at] = kept;
        Ok(())
    }

    fn recall(&mut self, at: usize) -> Result<(), ModelError> {
        let value = self.memo.get(at).cloned().flatten();
        let value = value.ok_or_else(|| format("it looks up a value that is no text"))?;
        self.push(value)
    }

    fn extend_row(&mut self, values: Vec<Value>) -> Result<(), ModelError> {
        let Value::Row(mut row) = self.pop()? else { return Err(out_of_order()) };
        row.extend(values);
        self.push_container(Value::Row(row))
    }

    fn extend_map(&mut self, values: Vec<Value>) -> Result<(), ModelError> {
        let Value::Map(mut map) = self.pop()? else { return Err(out_of_order()) };
        let mut values = values.into_iter();
        while let Some(key) = values.next() {
            map.push((key, values.next().ok_or_else(out_of_order)?));
        }
        self.push_container(Value::Map(map))
    }

    fn reduce(&mut self) -> Result<(), ModelError> {
        let (arguments, name) = (self.pop()?, self.pop()?);
        match (name, arguments) {
            (Value::Name("collections OrderedDict"), Value::Row(arguments)) if arguments.is_empty() => {
                self.push(Value::Map(Vec::new()))
            }
            (Value::Name("torch._utils _rebuild_tensor_v2"), Value::Row(arguments)) => {
                self.push_container(Value::Tensor(arguments))
            }
            _ => Err(format("it wants to call what no checkpoint of plain tensors calls")),
        }
    }

    fn step(&mut self, op: u8) -> Result<(), ModelError> {
        match op {
            // PROTO
            0x80 => match self.byte()? {
                2 => Ok(()),
                other => Err(format(format!("it is in version {other} of its format, not in 2"))),
            },
            b'(' => {
                self.stack.push(Item::Mark);
                Ok(())
            }
            b'}' => self.push(Value::Map(Vec::new())),
            b']' | b')' => self.push(Value::Row(Vec::new())),
            b'N' => self.push(Value::Other),
            0x88 => self.push(Value::Number(1)),
            0x89 => self.push(Value::Number(0)),
            // BININT, BININT1, BININT2, BINFLOAT
            b'J' => {
                let number = i32::from_le_bytes(self.bytes()?);
                self.push(Value::Number(number.into()))
            }
            b'K' => {
                let number = self.byte()?;
                self.push(Value::Number(number.into()))
            }
            b'M' => {
                let number = u16::from_le_bytes(self.bytes()?);
                self.push(Value::Number(number.into()))
            }
            b'G' => {
                self.bytes::<8>()?;
                self.push(Value::Other)
            }
            // LONG1
            0x8a => {
                let length = usize::from(self.byte()?);
                if length > MAX_LONG {
                    return Err(format("a number in it is too long"));
                }
                let mut digits = [0; MAX_LONG];
                self.from.read_exact(&mut digits[..length]).map_err(super::cut_off)?;
                let sign = digits[..length].last().is_some_and(|b| *b >= 0x80);
                digits[length..].fill(if sign { 0xff } else { 0 });
                let number = i64::try_from(i128::from_le_bytes(digits));
                self.push(number.map_or(Value::Other, Value::Number))
            }
            // BINUNICODE
            b'X' => {
                let length = self.length()?;
                let text = self.text(length)?;
                self.push(Value::Text(text))
            }
            // GLOBAL
            b'c' => {
                let name = format!("{} {}", self.line()?, self.line()?);
                let known = NAMES.into_iter().find(|known| *known == name);
                let known = known.ok_or_else(|| format(format!("it names \"{name}\", which no such file needs")))?;
                self.push(Value::Name(known))
            }
            // BINPUT, LONG_BINPUT, BINGET, LONG_BINGET
            b'q' => {
                let at = usize::from(self.byte()?);
                self.remember(at)
            }
            b'r' => {
                let at = self.length()?;
                self.remember(at)
            }
            b'h' => {
                let at = usize::from(self.byte()?);
                self.recall(at)
            }
            b'j' => {
                let at = self.length()?;
                self.recall(at)
            }
            // TUPLE, TUPLE1 to TUPLE3
            b't' => {
                let values = self.pop_to_mark()?;
                self.push_container(Value::Row(values))
            }
            0x85..=0x87 => {
                let values = self.pop_some(usize::from(op - 0x84))?;
                self.push_container(Value::Row(values))
            }
            // APPEND, APPENDS, SETITEM, SETITEMS
            b'a' => {
                let values = self.pop_some(1)?;
                self.extend_row(values)
            }
            b'e' => {
                let values = self.pop_to_mark()?;
                self.extend_row(values)
            }
            b's' => {
                let values = self.pop_some(2)?;
                self.extend_map(values)
            }
            b'u' => {
                let values = self.pop_to_mark()?;
                self.extend_map(values)
            }
            b'R' => self.reduce(),
            // BUILD: the attributes of a state dict say versions only.
            b'b' => self.pop().map(drop),
            // BINPERSID
            b'Q' => match self.pop()? {
                Value::Row(place) => self.push_container(Value::Outside(place)),
                _ => Err(out_of_order()),
            },
            other => Err(format(format!("it holds a step ({other:#04x}) that no such file needs"))),
        }
    }
}

fn out_of_order() -> ModelError {
    format("its steps are out of order")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Result<Value, ModelError> {
        read(&mut &*bytes)
    }

    fn refusal(bytes: &[u8]) -> String {
        of(bytes).unwrap_err().to_string()
    }

    #[test]
    fn plain_data_is_read() {
        // {"step": 300, "rows": [1, -2], "t": (True,)}, as Python writes it.
        let bytes = b"\x80\x02}q\x00(X\x04\x00\x00\x00stepq\x01M\x2c\x01X\x04\x00\x00\x00rowsq\x02]q\x03(K\x01J\xfe\xff\xff\xffe\
            X\x01\x00\x00\x00tq\x04\x88\x85q\x05u.";
        let value = of(bytes).unwrap();
        assert_eq!(value.get("step"), Some(&Value::Number(300)));
        assert_eq!(value.get("rows"), Some(&Value::Row(vec![Value::Number(1), Value::Number(-2)])));
        assert_eq!(value.get("t"), Some(&Value::Row(vec![Value::Number(1)])));
        assert_eq!(value.get("none"), None);
        let long = |digits: &[u8]| of(&[b"\x8a".as_slice(), &[digits.len() as u8], digits, b"."].concat()).unwrap();
        assert_eq!([long(b""), long(b"\xff\x00"), long(b"\xff")], [0, 255, -1].map(Value::Number));
        assert_eq!(long(&[1; 12]), Value::Other);
    }

    #[test]
    fn nothing_is_called() {
        assert!(refusal(b"\x80\x02cposix\nsystem\nX\x02\x00\x00\x00ls\x85R.").contains("posix system"));
        assert!(refusal(b"ctorch\nFloatStorage\n)R.").contains("call"));
        assert!(refusal(b"ccollections\nOrderedDict\nK\x01\x85R.").contains("call"));
        assert!(refusal(b"K\x01K\x01R.").contains("call"));
        // INST, OBJ, NEWOBJ, EXT1, STACK_GLOBAL.
        for op in [b'i', b'o', 0x81, 0x82, 0x93] {
            assert!(refusal(&[op, b'.']).contains("no such file needs"));
        }
        assert!(refusal(b"\x80\x04.").contains("version 4"));
    }

    #[test]
    fn hostile_files_end_in_a_refusal() {
        for bytes in [
            &b"."[..],
            b"(.",
            b"R.",
            b"t.",
            b"0.",
            b"u.",
            b"(K\x01u.",
            b"K\x01(K\x01u.",
            b"}(K\x01u.",
            b"q\x00.",
            b"h\x07.",
            b"Q.",
        ] {
            assert!(matches!(of(bytes), Err(ModelError::Format(_))), "{bytes:?}");
        }
        // A text of 4 GB of which nothing is there; a place in the memo that would take as much; and mere length.
        assert!(refusal(b"X\xff\xff\xff\xffa").contains("cut off"));
        assert!(refusal(b"X\x00\x00\x00\x00r\xff\xff\xff\xff.").contains("out of order"));
        assert!(refusal(&[b'N'; 1_000_000]).contains("too many steps"));
        assert!(refusal(&[&b"X\x00\x00\x00\x00q\xff"[..], b"(((("].concat()).contains("cut off"));
        // Tuples in tuples, and in a list that is looked up again and again.
        assert!(refusal(&[&b")"[..], &[0x85; 1000], b"."].concat()).contains("deep"));
        assert!(refusal(b"]q\x00h\x00.").contains("no text"));
    }
}

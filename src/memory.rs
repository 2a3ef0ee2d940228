//! How much memory the program takes, and when that is too much. Layer 1: uses `language`.
//!
//! Start at [`Limit`], then [`Guard::look`]; [`Guard::foresee`] is for what cannot be stopped. The engine has no limit of
//! its own: joins, DISTINCT, GROUP BY and sorting hold their rows in memory.

use std::fmt;
use std::fs;

use crate::language::wording;

/// How much of the machine's memory the program may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// All of it, as far as the program cares.
    Off,
    /// This share, in percent from 1 to 100.
    Percent(u8),
}

impl Default for Limit {
    fn default() -> Self {
        Self::Percent(50)
    }
}

impl Limit {
    /// Reads `50%`, `50` or `off`; nothing where it is none of these.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == "off" {
            return Some(Self::Off);
        }
        let number = text.strip_suffix('%').unwrap_or(text);
        let number = number.trim_end().parse().ok()?;
        (1..=100).contains(&number).then_some(Self::Percent(number))
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("off"),
            Self::Percent(share) => write!(f, "{share}%"),
        }
    }
}

/// What the system says of memory, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// What the program takes.
    pub used: u64,
    /// What there is for it.
    pub total: u64,
}

impl Memory {
    /// Asks the system; nothing where it does not tell, which is everywhere but on Linux.
    #[must_use]
    pub fn ask() -> Option<Self> {
        let machine = kilobytes(&fs::read_to_string("/proc/meminfo").ok()?, "MemTotal:")?;
        // A container may have less than the machine.
        let container = [
            "/sys/fs/cgroup/memory.max",
            "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        ];
        let container = container
            .into_iter()
            .find_map(|file| fs::read_to_string(file).ok()?.trim().parse().ok());
        Some(Self {
            used: used()?,
            total: container.map_or(machine, |container: u64| container.min(machine)),
        })
    }
}

fn used() -> Option<u64> {
    kilobytes(&fs::read_to_string("/proc/self/status").ok()?, "VmRSS:")
}

/// Gives a number of bytes from a line such as `VmRSS:  1234 kB`.
fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let number: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(number * 1024)
}

/// Watches the memory while something runs.
#[derive(Clone, Copy, Debug)]
pub struct Guard {
    limit: Limit,
    total: u64,
    /// Beyond this the limit is near.
    near: u64,
    /// Beyond this it is too much.
    most: u64,
    /// Beyond this the system is in danger.
    last: u64,
}

/// What a look at the memory tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is room.
    Fine,
    /// More is taken than is allowed; with the message.
    TooMuch(String),
    /// So much is taken that the program has to end before the system ends it; with the message.
    Desperate(String),
}

/// What a look at the memory tells where nothing can be stopped any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prospect {
    /// There is room.
    Fine,
    /// Three quarters of what was left to the limit are taken; with the message.
    Near(String),
    /// More is taken than is allowed, so that the program has to end once that was told.
    Beyond {
        /// What is to be told before.
        warning: String,
        /// What is said at the end.
        end: String,
    },
    /// So much is taken that the program has to end at once; with the message.
    Desperate(String),
}

/// What may always be added to what was taken before, as a part of all memory: a big dataset must not make a small
/// query impossible.
const ALWAYS: u64 = 128;

impl Guard {
    /// Starts to watch; nothing where there is no limit, or the system does not tell.
    #[must_use]
    pub fn start(limit: Limit) -> Option<Self> {
        let Limit::Percent(_) = limit else {
            return None;
        };
        Memory::ask().map(|memory| Self::with(limit, memory))
    }

    fn with(limit: Limit, memory: Memory) -> Self {
        let Memory { used, total } = memory;
        let most = match limit {
            Limit::Percent(share) => total * u64::from(share) / 100,
            Limit::Off => total,
        };
        let most = most.max(used + total / ALWAYS);
        Self {
            limit,
            total,
            near: most - (most - used) / 4,
            most,
            last: most + total.saturating_sub(most) / 2,
        }
    }

    /// Looks how much is taken now.
    #[must_use]
    pub fn look(&self) -> Verdict {
        self.judge(used().unwrap_or_default())
    }

    fn judge(&self, used: u64) -> Verdict {
        if used <= self.most {
            return Verdict::Fine;
        }
        let [taken, total] = [used, self.total].map(shown);
        let limit = self.limit;
        if used <= self.last {
            return Verdict::TooMuch(wording!(
                "stopped: the program takes {taken}, more than {limit} of the {total} of memory",
                "angehalten: das Programm belegt {taken}, mehr als {limit} der {total} Arbeitsspeicher"
            ));
        }
        Verdict::Desperate(wording!(
            "what runs does not stop and takes {taken} of the {total} of memory: the program ends before the system ends it",
            "was läuft, hält nicht an und belegt {taken} der {total} Arbeitsspeicher: das Programm endet, bevor das System es beendet"
        ))
    }

    /// Looks how much is taken now, for statements that were cancelled and run on all the same.
    #[must_use]
    pub fn foresee(&self) -> Prospect {
        self.expect(used().unwrap_or_default())
    }

    fn expect(&self, used: u64) -> Prospect {
        let [taken, most, total] = [used, self.most, self.total].map(shown);
        if used <= self.near {
            return Prospect::Fine;
        }
        let warning = wording!(
            "what was left behind makes the program take {taken}: beyond {most} of the {total} of memory it ends",
            "mit dem, was zurückgelassen wurde, belegt das Programm {taken}: über {most} der {total} Arbeitsspeicher endet es"
        );
        let end = wording!(
            "what was left behind does not stop, and the program takes {taken} of the {total} of memory: it ends before the system ends it",
            "was zurückgelassen wurde, hält nicht an, und das Programm belegt {taken} der {total} Arbeitsspeicher: es endet, bevor das System es beendet"
        );
        if used <= self.most {
            Prospect::Near(warning)
        } else if used <= self.last {
            Prospect::Beyond { warning, end }
        } else {
            Prospect::Desperate(end)
        }
    }
}

/// Writes a number of bytes for people.
fn shown(bytes: u64) -> String {
    const MEBIBYTE: u64 = 1 << 20;
    let mebibytes = bytes / MEBIBYTE;
    if mebibytes < 1024 {
        return format!("{mebibytes} MiB");
    }
    let tenths = mebibytes * 10 / 1024;
    let (whole, tenth) = (tenths / 10, tenths % 10);
    wording!("{whole}.{tenth} GiB", "{whole},{tenth} GiB")
}

#[cfg(test)]
mod tests {
    use super::{Guard, Limit, Memory, Prospect, Verdict, kilobytes, shown};

    const GIBIBYTE: u64 = 1 << 30;

    #[test]
    fn limit_is_a_share_or_off() {
        assert_eq!(Limit::parse("50%"), Some(Limit::Percent(50)));
        assert_eq!(Limit::parse("8"), Some(Limit::Percent(8)));
        assert_eq!(Limit::parse("off"), Some(Limit::Off));
        for wrong in ["0%", "101%", "much", "", "-1"] {
            assert_eq!(Limit::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Limit::Percent(50).to_string(), "50%");
    }

    #[test]
    fn system_tells_in_kilobytes() {
        assert_eq!(
            kilobytes("Name: x\nVmRSS:\t  12 kB\n", "VmRSS:"),
            Some(12_288)
        );
        assert_eq!(kilobytes("Name: x\n", "VmRSS:"), None);
    }

    #[test]
    fn more_than_the_share_is_too_much_and_then_a_danger() {
        let memory = Memory {
            used: GIBIBYTE,
            total: 16 * GIBIBYTE,
        };
        let guard = Guard::with(Limit::Percent(50), memory);
        assert_eq!(guard.judge(8 * GIBIBYTE - 1024), Verdict::Fine);
        assert_eq!(
            guard.judge(9 * GIBIBYTE),
            Verdict::TooMuch(
                "stopped: the program takes 9.0 GiB, more than 50% of the 16.0 GiB of memory"
                    .to_owned()
            )
        );
        assert!(matches!(guard.judge(13 * GIBIBYTE), Verdict::Desperate(_)));
    }

    #[test]
    fn dataset_beyond_the_limit_still_allows_small_queries() {
        let memory = Memory {
            used: 10 * GIBIBYTE,
            total: 16 * GIBIBYTE,
        };
        let guard = Guard::with(Limit::Percent(50), memory);
        assert_eq!(guard.judge(10 * GIBIBYTE + 1024), Verdict::Fine);
        assert!(matches!(guard.judge(11 * GIBIBYTE), Verdict::TooMuch(_)));
    }

    #[test]
    fn end_is_foreseen_before_the_limit() {
        let memory = Memory {
            used: 4 * GIBIBYTE,
            total: 16 * GIBIBYTE,
        };
        let guard = Guard::with(Limit::Percent(50), memory);
        assert_eq!(guard.expect(7 * GIBIBYTE), Prospect::Fine);
        assert_eq!(
            guard.expect(15 * GIBIBYTE / 2),
            Prospect::Near(
                "what was left behind makes the program take 7.5 GiB: beyond 8.0 GiB of the 16.0 GiB of memory it ends"
                    .to_owned()
            )
        );
        let beyond = guard.expect(9 * GIBIBYTE);
        assert!(matches!(beyond, Prospect::Beyond { .. }));
        let desperate = guard.expect(13 * GIBIBYTE);
        assert!(matches!(desperate, Prospect::Desperate(_)));
    }

    #[test]
    fn bytes_are_shown_in_a_unit_that_fits() {
        assert_eq!(shown(5 << 20), "5 MiB");
        assert_eq!(shown(3 * GIBIBYTE / 2), "1.5 GiB");
    }
}

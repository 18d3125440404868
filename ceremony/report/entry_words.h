// Entries of a transcript as words of a report: values with what is hidden marked as hidden, lists
// of numbers, and one line for what was done in a step.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ceremony/report/document.h"
#include "ceremony/transcript/entry.h"

namespace pyx::ceremony::report {

// The value of a field; "hidden", looking so, of one that this copy does not have; empty if the
// entry has no such field.
Run value_of(const transcript::Entry& entry, std::string_view field, Look look = Look::kPlain);

// "3, 5 to 8, 12": ascending, each once; behind `most` pieces "and 20 more".
std::string in_ranges(std::vector<std::uint64_t> numbers, std::size_t most = 12);
// "entry 3", "entries 3, 5 to 8".
std::string entries_text(const std::vector<std::uint64_t>& numbers);

// "2026-11-23 09:00:02"; of UTC, which a page says where it is not plain.
std::string moment_text(Time time);
// "09:00:02", with the date in front if it is another one than that of `day`.
std::string clock_text(Time time, Time day);
// "2 h 5 min", "5 min", "20 s"
std::string length_text(Duration length);

// "alice, bob"
std::string names_text(std::string_view names);

// What an entry in a step says was done; an empty line of those that a report tells elsewhere, or
// that open and close the step.
Line deed_line(const transcript::Entry& entry);

}  // namespace pyx::ceremony::report

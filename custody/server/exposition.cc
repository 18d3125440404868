#include "custody/server/exposition.h"

namespace pyx::server {
namespace {

void append_escaped(std::string& to, std::string_view text) {
  for (const char one : text) {
    if (one == '\\' || one == '"') to.push_back('\\');
    if (one == '\n') {
      to.append("\\n");
    } else {
      to.push_back(one);
    }
  }
}

// Exact: a double would round what has been counted for long.
std::string seconds_text(std::int64_t microseconds) {
  const std::uint64_t size = microseconds < 0 ? 0 - static_cast<std::uint64_t>(microseconds)
                                              : static_cast<std::uint64_t>(microseconds);
  std::string fraction = std::to_string(size % 1000000);
  fraction.insert(0, 6 - fraction.size(), '0');
  while (fraction.size() > 1 && fraction.back() == '0') fraction.pop_back();
  return (microseconds < 0 ? "-" : "") + std::to_string(size / 1000000) + "." + fraction;
}

std::string in_unit(std::uint64_t value, Exposition::Unit unit) {
  return unit == Exposition::Unit::kOne ? std::to_string(value)
                                        : seconds_text(static_cast<std::int64_t>(value));
}

}  // namespace

void Exposition::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  text_.append("# HELP ").append(name).append(" ").append(help).append("\n");
  text_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

// `bound` is the last label, le; empty: none.
void Exposition::line(std::string_view suffix, Labels labels, std::string_view bound,
                      std::string_view value) {
  text_.append(name_).append(suffix);
  char before = '{';
  const auto add = [&](std::string_view label, std::string_view is) {
    text_.push_back(std::exchange(before, ','));
    text_.append(label).append("=\"");
    append_escaped(text_, is);
    text_.push_back('"');
  };
  for (const auto& [label, is] : labels) add(label, is);
  if (!bound.empty()) add("le", bound);
  if (before == ',') text_.push_back('}');
  text_.append(" ").append(value).append("\n");
}

void Exposition::sample(Labels labels, std::uint64_t value) {
  line("", labels, {}, std::to_string(value));
}

void Exposition::sample(Labels labels, std::int64_t value) {
  line("", labels, {}, std::to_string(value));
}

void Exposition::seconds(Labels labels, std::int64_t microseconds) {
  line("", labels, {}, seconds_text(microseconds));
}

void Exposition::histogram(Labels labels, const HistogramCounts& counts, Unit unit) {
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < counts.counts.size(); ++i) {
    below += counts.counts[i];
    const bool is_last = i == counts.bounds.size();
    line("_bucket", labels, is_last ? "+Inf" : in_unit(counts.bounds[i], unit),
         std::to_string(below));
  }
  line("_sum", labels, {}, in_unit(counts.sum, unit));
  line("_count", labels, {}, std::to_string(below));
}

}  // namespace pyx::server

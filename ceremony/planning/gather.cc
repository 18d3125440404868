#include "ceremony/planning/gather.h"

#include <algorithm>
#include <charconv>

#include "policies/field.h"

namespace pyx::ceremony::planning {
namespace {

using policies::in_quotes;

// Takes "12:" off the front.
std::optional<std::uint32_t> number_in_front(std::string_view& text) {
  std::uint32_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end == text.data() + text.size() || *end != ':')
    return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  return number;
}

}  // namespace

bool is_text(std::string_view text) {
  if (text.empty() || text.size() > kMostTextBytes) return false;
  while (true) {
    const std::size_t end = text.find('\n');
    if (!policies::is_shown(text.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
  }
}

void Gather::add(FindingKind kind, toml::Position at, std::string what, std::string advice) {
  findings_.push_back({kind, step_, at, std::move(what), std::move(advice)});
}

// The source's name may hold colons, so the place is looked for from its end on: ":12:5: ".
void Gather::add(const Error& error) {
  const std::string_view message = error.message;
  for (std::size_t colon = message.find(':'); colon != std::string_view::npos;
       colon = message.find(':', colon + 1)) {
    std::string_view rest = message.substr(colon + 1);
    const auto line = number_in_front(rest);
    const auto column = line ? number_in_front(rest) : std::nullopt;
    if (!column || !rest.starts_with(' ')) continue;
    add(FindingKind::kMalformed, {*line, *column}, std::string(rest.substr(1)));
    return;
  }
  add(FindingKind::kMalformed, {1, 1}, std::string(message));
}

void Gather::only(const toml::Table& table, std::string_view what,
                  std::span<const std::string_view> keys) {
  for (const std::string& key : table.keys()) {
    if (std::ranges::find(keys, key) != keys.end()) continue;
    std::string known;
    for (const std::string_view one : keys) known += (known.empty() ? "" : ", ") + std::string(one);
    add(FindingKind::kMalformed, table.position_of(key),
        std::string(what) + " has the unknown key " + in_quotes(key),
        "it may have " + (known.empty() ? "none" : known));
  }
}

void Gather::add_word(toml::Position at, std::string_view key, std::string_view text,
                      std::string_view wanted) {
  add(FindingKind::kMalformed, at,
      std::string(key) + " is " + in_quotes(text) + ", but must be " + std::string(wanted));
}

std::string Gather::id(toml::Table& table, std::string_view key) {
  return take(policies::read_id(table, key)).text;
}

std::string Gather::name(toml::Table& table, std::string_view key) {
  return take(policies::read_name(table, key)).text;
}

std::string Gather::text(toml::Table& table, std::string_view key) {
  const auto read = table.string(key);
  if (!read) {
    add(read.error());
    return {};
  }
  if (is_text(read->text)) return read->text;
  add(FindingKind::kMalformed, read->at,
      std::string(key) + " must be 1 to " + std::to_string(kMostTextBytes) +
          " bytes, with no invisible characters");
  return {};
}

std::string Gather::text_if(toml::Table& table, std::string_view key) {
  return table.has(key) ? text(table, key) : std::string();
}

std::vector<std::string> Gather::list(toml::Table& table, std::string_view key, std::size_t least) {
  std::vector<std::string> texts;
  for (toml::Text& one : take(table.strings(key))) {
    if (std::ranges::find(texts, one.text) == texts.end()) {
      texts.push_back(std::move(one.text));
    } else {
      add(FindingKind::kReference, one.at,
          in_quotes(one.text) + " stands twice in " + std::string(key));
    }
  }
  if (table.has(key) && texts.size() < least)
    add(FindingKind::kMalformed, table.position_of(key), std::string(key) + " names nothing");
  return texts;
}

std::vector<std::string> Gather::list_if(toml::Table& table, std::string_view key) {
  return table.has(key) ? list(table, key, 1) : std::vector<std::string>();
}

std::vector<toml::Table*> Gather::tables(toml::Table& table, std::string_view key,
                                         std::size_t least, std::size_t most) {
  if (least == 0 && !table.has(key)) return {};
  std::vector<toml::Table*> found = take(table.tables(key));
  if (found.size() > most) {
    add(FindingKind::kMalformed, found[most]->at(),
        "there are more than " + std::to_string(most) + " tables [[" + std::string(key) + "]]");
    found.resize(most);
  }
  return found;
}

}  // namespace pyx::ceremony::planning

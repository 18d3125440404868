// Reads tables of TOML and collects what is wrong with them, so that a person mends a file once.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/toml.h"
#include "ceremony/planning/finding.h"

namespace pyx::ceremony::planning {

inline constexpr std::size_t kMostTextBytes = 2000;

class Gather {
 public:
  explicit Gather(Findings& findings) : findings_(findings) {}

  void add(FindingKind kind, toml::Position at, std::string what, std::string advice = "");
  // Of a reader in base/toml.h: "source:line:column: what".
  void add(const Error& error);
  // What stands between two calls belongs to this step; empty: to none.
  void set_step(std::string step) { step_ = std::move(step); }

  // The value, or `otherwise` and a finding.
  template <class T>
  T take(Result<T> read, T otherwise = T()) {
    if (read) return std::move(read).value();
    add(read.error());
    return otherwise;
  }

  // Every key of the table that is none of these is a finding. `what`: "[[step]]".
  void only(const toml::Table& table, std::string_view what,
            std::span<const std::string_view> keys);
  void only(const toml::Table& table, std::string_view what,
            std::initializer_list<std::string_view> keys) {
    only(table, what, std::span(keys.begin(), keys.size()));
  }

  // Required strings of a form; empty after a finding.
  std::string id(toml::Table& table, std::string_view key);
  std::string name(toml::Table& table, std::string_view key);
  std::string text(toml::Table& table, std::string_view key);
  std::string text_if(toml::Table& table, std::string_view key);  // empty when absent
  // Lists of strings, none twice. `least` is of those that are there.
  std::vector<std::string> list(toml::Table& table, std::string_view key, std::size_t least);
  std::vector<std::string> list_if(toml::Table& table, std::string_view key);
  // Tables [[key]], from `least` to `most`.
  std::vector<toml::Table*> tables(toml::Table& table, std::string_view key, std::size_t least,
                                   std::size_t most);

  // One of the words that `from` knows, or nothing and a finding; `wanted` lists them for it.
  template <class E>
  std::optional<E> known_word(toml::Table& table, std::string_view key,
                              std::optional<E> (*from)(std::string_view), std::string_view wanted) {
    const auto text = table.string(key);
    if (!text) {
      add(text.error());
      return std::nullopt;
    }
    const auto value = from(text->text);
    if (!value) add_word(text->at, key, text->text, wanted);
    return value;
  }
  // The same; `otherwise` when absent, if there is one, and after a finding.
  template <class E>
  E word(toml::Table& table, std::string_view key, std::optional<E> (*from)(std::string_view),
         std::string_view wanted, std::optional<E> otherwise = std::nullopt) {
    const E fallback = otherwise.value_or(E());
    if (otherwise && !table.has(key)) return fallback;
    return known_word(table, key, from, wanted).value_or(fallback);
  }

 private:
  void add_word(toml::Position at, std::string_view key, std::string_view text,
                std::string_view wanted);

  Findings& findings_;
  std::string step_;
};

// 1 to 2000 bytes that show as they are, with line feeds.
bool is_text(std::string_view text);

}  // namespace pyx::ceremony::planning

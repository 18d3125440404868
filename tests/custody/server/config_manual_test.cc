#include "custody/server/config_manual.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/file.h"
#include "custody/server/config.h"
#include "tests/matchers.h"

namespace pyx::server {
namespace config_manual_test {

using pyx::testing::IsOk;
using ::testing::HasSubstr;

using Names = std::set<std::string>;

// The names of the tables that the table of keys has.
Names tables() {
  Names names;
  for (const ConfigKey& key : config_keys()) names.insert(std::string(key.table));
  return names;
}

// The file with each key at its default, those that have none at `example`'s value.
std::string file_with_all(const std::string& in_table, const std::string& more) {
  static const std::map<std::string, std::string, std::less<>> example = {
      {"listen", "\"127.0.0.1:1\""}, {"vault", "\"v\""}, {"pin_source", "\"file:p\""},
      {"certificate", "\"c\""},      {"key", "\"k\""},   {"client_ca", "\"a\""}};
  std::string text;
  for (const std::string& table : tables()) {  // the top sorts first
    if (!table.empty()) text += "[" + table + "]\n";
    for (const ConfigKey& key : config_keys()) {
      if (key.table != table) continue;
      const auto known = example.find(key.key);
      const std::string value = known == example.end() ? std::string(key.otherwise) : known->second;
      if (value != "\"\"") text += std::string(key.key) + " = " + value + "\n";
    }
    if (table == in_table) text += more;
  }
  return text;
}

Result<Config> parse(const std::string& toml) { return parse_config(toml, "pyxd.toml", "/"); }

// The keys that the reader says it knows, when it meets one that it does not.
Names keys_of_reader(const std::string& table) {
  const auto refused = parse(file_with_all(table, "no-such-key = 1\n"));
  EXPECT_FALSE(refused.ok());
  if (refused.ok()) return {};
  const std::string& message = refused.error().message;
  const std::string mark = "\"no-such-key\"; it may have ";
  EXPECT_THAT(message, HasSubstr(mark));
  Names names;
  std::string rest = message.substr(std::min(message.find(mark) + mark.size(), message.size()));
  while (!rest.empty()) {
    const std::size_t size = std::min(rest.find(", "), rest.size());
    names.insert(rest.substr(0, size));
    rest.erase(0, size + 2);
  }
  return names;
}

TEST(ConfigManual, HasEveryKeyThatTheReaderReadsAndNoOther) {
  for (const std::string& table : tables()) {
    Names documented;
    for (const ConfigKey& key : config_keys()) {
      if (key.table == table) documented.insert(std::string(key.key));
    }
    if (table.empty()) {
      for (const std::string& inner : tables()) {
        if (!inner.empty()) documented.insert(inner);
      }
    }
    EXPECT_EQ(keys_of_reader(table), documented) << "in table [" << table << "]";
  }
}

// Named by place and value: whatever differs from Config's own default was told wrongly.
TEST(ConfigManual, TellsTheRightDefaults) {
  const auto all = parse(file_with_all("", ""));
  ASSERT_THAT(all, IsOk());
  std::string required;
  for (const std::string& table : tables()) {
    if (!table.empty()) required += "[" + table + "]\n";
    for (const ConfigKey& key : config_keys()) {
      if (key.table == table && key.otherwise.empty()) {
        const std::string with_all = file_with_all("", "");
        const std::size_t at = with_all.find("\n" + std::string(key.key) + " = ");
        const std::size_t begin = at == std::string::npos ? 0 : at + 1;
        required += with_all.substr(begin, with_all.find('\n', begin) - begin + 1);
      }
    }
  }
  const auto none = parse(required);
  ASSERT_THAT(none, IsOk()) << required;
  EXPECT_EQ(all->session_lifetime, none->session_lifetime);
  EXPECT_EQ(all->signing_threads, none->signing_threads);
  EXPECT_EQ(all->request_retention, none->request_retention);
  EXPECT_EQ(all->token.answer, none->token.answer);
  EXPECT_EQ(all->token.change, none->token.change);
  EXPECT_EQ(all->token.longest_pause, none->token.longest_pause);
  EXPECT_EQ(all->limits.connections, none->limits.connections);
  EXPECT_EQ(all->limits.pipelined, none->limits.pipelined);
  EXPECT_EQ(all->limits.body_bytes, none->limits.body_bytes);
  EXPECT_EQ(all->limits.handshake, none->limits.handshake);
  EXPECT_EQ(all->limits.header, none->limits.header);
  EXPECT_EQ(all->limits.body, none->limits.body);
  EXPECT_EQ(all->limits.idle, none->limits.idle);
  EXPECT_EQ(all->limits.write, none->limits.write);
  EXPECT_EQ(all->limits.stop, none->limits.stop);
  EXPECT_EQ(all->health.every, none->health.every);
  EXPECT_EQ(all->health.canary_age, none->health.canary_age);
  EXPECT_EQ(all->health.store_age, none->health.store_age);
}

TEST(ConfigManual, EachKeyStandsInTheExample) {
  const std::string example = pyx::to_text(*read_file(PYX_SOURCE_DIR "/docs/api/pyxd.toml"));
  for (const ConfigKey& key : config_keys()) {
    EXPECT_THAT(example, HasSubstr(std::string(key.key) + " = ")) << key.table;
  }
}

TEST(ConfigManual, ItsOwnExampleIsTaken) {
  const std::string page = config_manual();
  const std::size_t begin = page.find(".nf\n") + 4;
  std::string example = page.substr(begin, page.find(".fi\n") - begin);
  for (const auto& [escape, plain] :
       std::map<std::string, std::string>{{"\\(dq", "\""}, {"\\-", "-"}}) {
    for (std::size_t at; (at = example.find(escape)) != std::string::npos;) {
      example.replace(at, escape.size(), plain);
    }
  }
  EXPECT_THAT(parse(example), IsOk()) << example;
}

TEST(ConfigManual, ThePackagedConfigurationIsTaken) {
  const auto packaged = read_file(PYX_SOURCE_DIR "/packaging/pyxd.toml");
  ASSERT_THAT(packaged, IsOk());
  const auto config = parse(pyx::to_text(*packaged));
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->vault, "/var/lib/pyx/vault");
}

TEST(ConfigManual, NamesKeyValueAndDefault) {
  EXPECT_THAT(config_manual(),
              HasSubstr(".SH \"TABLE [signing]\"\n.TP\n\\fBthreads\\fR \\fI= NUMBER\\fR\n"
                        "threads that sign, 1 to 64; one a core; 2 if left out\n"));
}

}  // namespace config_manual_test
}  // namespace pyx::server

#include "tests/support/crashes.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <map>
#include <tuple>
#include <vector>

#include "base/file.h"
#include "custody/store/sqlite_store.h"
#include "tests/crash_point_hook.h"
#include "tests/matchers.h"

namespace pyx::testing {
namespace {

constexpr std::string_view kPrefix = "crash-point:";
constexpr std::string_view kHeader =
    "| point | while | durable then | found by the next start | who must act |\n"
    "|---|---|---|---|---|\n";

// By the test's source.
std::map<std::string, std::vector<CrashRow>>& rows() {
  static std::map<std::string, std::vector<CrashRow>> seen;
  return seen;
}

enum class Ran { kNone, kSome, kAll };
Ran tests_that_ran(std::string_view source) {
  const auto& all = *::testing::UnitTest::GetInstance();
  bool any = false;
  bool every = true;
  for (int i = 0; i < all.total_test_suite_count(); ++i) {
    const auto& suite = *all.GetTestSuite(i);
    for (int j = 0; j < suite.total_test_count(); ++j) {
      const auto& test = *suite.GetTestInfo(j);
      if (test.file() != source) continue;
      any = any || test.should_run();
      every = every && test.should_run();
    }
  }
  return !any ? Ran::kNone : every ? Ran::kAll : Ran::kSome;
}

std::string short_name(std::string_view point) {
  return std::string(point.starts_with(kPrefix) ? point.substr(kPrefix.size()) : point);
}

std::size_t order_of(const CrashRow& row) {
  const auto* const found =
      std::ranges::find_if(pyx::testing::kCrashPoints,
                           [&](const auto& known) { return short_name(known.name) == row.point; });
  return static_cast<std::size_t>(found - pyx::testing::kCrashPoints.begin());
}

std::vector<std::string> lines_of(std::vector<CrashRow> seen) {
  std::ranges::stable_sort(
      seen, {}, [](const CrashRow& row) { return std::tuple(order_of(row), row.during); });
  std::vector<std::string> lines;
  for (const CrashRow& row : seen) {
    lines.push_back("| " + row.point + " | " + row.during + " | " + row.durable + " | " +
                    row.found + " | " + row.who + " |\n");
  }
  return lines;
}

// Where the section's table begins and ends on the page.
struct Part {
  std::size_t begin = 0;
  std::size_t end = 0;
};
Part part_of(const std::string& page, const std::string& section) {
  const std::size_t heading = page.find("## " + section + "\n");
  const std::size_t table = heading == std::string::npos ? heading : page.find("\n| ", heading);
  if (table == std::string::npos) return {};
  std::size_t end = table + 1;
  while (end < page.size() && page[end] == '|') end = page.find('\n', end) + 1;
  return {table + 1, end};
}

class ComparePage : public ::testing::Environment {
 public:
  ComparePage(std::string_view section, std::string_view page, std::string_view source)
      : section_(section), page_(PYX_SOURCE_DIR "/" + std::string(page)), source_(source) {}
  void TearDown() override {
    const Ran ran = tests_that_ran(source_);
    if (ran == Ran::kNone) return;
    const auto read = read_file(page_);
    std::string page = read ? to_text(*read) : "";
    const Part part = part_of(page, section_);
    if (part.end == 0) {
      ADD_FAILURE() << page_ << " has no table under \"" << section_ << "\"";
      return;
    }
    const std::string table = page.substr(part.begin, part.end - part.begin);
    std::string made(kHeader);
    for (const std::string& line : lines_of(rows()[source_])) {
      made += line;
      if (writes()) continue;
      EXPECT_NE(table.find(line), std::string::npos) << "not on the page: " << line;
    }
    if (writes()) {
      page.replace(part.begin, part.end - part.begin, made);
      EXPECT_THAT(write_file(page_, as_bytes(page), Overwrite::kYes), IsOk());
    } else if (ran == Ran::kAll) {
      EXPECT_EQ(table, made) << "make the table anew and read the difference: PYX_WRITE_DOCS=1 "
                             << "and this program";
    }
  }

 private:
  static bool writes() { return std::getenv("PYX_WRITE_DOCS") != nullptr; }
  const std::string section_;
  const std::string page_;
  const std::string source_;
};

}  // namespace

void dies_at(std::string_view point, const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    crash_at(point);
    try {
      work();
    } catch (const std::exception& failure) {
      const std::string text = std::string(failure.what()) + "\n";
      [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
      ::_exit(EXIT_FAILURE);
    }
    ::_exit(EXIT_SUCCESS);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
      << point << " was not passed; the child ended with status " << status;
}

std::string test_name(std::string_view point) {
  std::string name;
  bool upper = true;
  for (const char c : short_name(point)) {
    if (c != '-') name += upper ? static_cast<char>(std::toupper(c)) : c;
    upper = c == '-';
  }
  return name;
}

Uuid plant_foreign_key(LiveVault& vault) {
  const Uuid id = vault.new_id();
  must(vault.open_token()->generate({id, KeyType::kP256, Purpose::kSign, "of somebody else"}));
  return id;
}

std::size_t objects_on_token(const LiveVault& vault, const Uuid& id) {
  return objects_of(*vault.open_token(), id);
}

std::string last_leaf(const LiveVault& vault) {
  if (!std::filesystem::exists(vault.folder.path() / custody::kStoreFile)) return "no store";
  const auto store = must(custody::open_sqlite_store(vault.folder.path()));
  const std::uint64_t size = must(store->head()).log_size;
  if (size == 0) return "a store without a leaf";
  const auto leaf = must(custody::parse_leaf(must(store->leaves(size - 1, 1)).at(0)));
  return "leaf `" + std::string(leaf_kind(leaf)) + "`";
}

std::string in_words(std::size_t objects) {
  switch (objects) {
    case 0:
      return "no object";
    case 1:
      return "half a key";
    case 2:
      return "both halves";
    default:
      return std::to_string(objects) + " objects";
  }
}

void expect_log_verifies(LiveVault& vault) {
  vault->stop();
  EXPECT_THAT(vault.exported_and_verified(), IsOk());
  vault.close();
}

void saw(CrashRow row, const char* source) {
  row.point = short_name(row.point);
  rows()[source].push_back(std::move(row));
}

CrashPage::CrashPage(std::string_view section, std::string_view page, const char* source) {
  ::testing::AddGlobalTestEnvironment(
      new ComparePage(section, page, source));  // which GoogleTest owns
}

}  // namespace pyx::testing

// How long a plan takes to be read and checked against the model, as pyx ceremony check does it:
// the shipped plan for a founding, with checkpoints more until it has so many steps.
//   plan_bench [--quick]
// One line a size to stdout. Exit 0 done, 1 failed, 2 usage.

#include <algorithm>
#include <chrono>
#include <iomanip>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "base/file.h"
#include "ceremony/cli/plan_file.h"
#include "ceremony/planning/plan_check.h"
#include "tests/support/temp_folder.h"

namespace pyx::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::string_view kBefore = "[[step]]\nid = \"log-out\"\n";

int failed(const std::string& why) {
  std::cerr << "plan_bench: " << why << "\n";
  return 1;
}

std::string with_steps(std::string plan, std::size_t wanted) {
  std::size_t steps = 0;
  for (std::size_t at = plan.find("[[step]]"); at != std::string::npos;
       at = plan.find("[[step]]", at + 1))
    ++steps;
  std::string more;
  for (; steps < wanted; ++steps)
    more += "[[step]]\nid = \"one-more-" + std::to_string(steps) +
            "\"\nsection = \"closing\"\ntitle = \"One more\"\nwho = [\"operator\"]\ndo = "
            "\"checkpoint\"\nminutes = 1\n\n";
  plan.insert(plan.find(kBefore), more);
  const std::size_t longest = plan.find("longest = ");
  return plan.replace(longest, plan.find('\n', longest) - longest, "longest = \"7d\"");
}

int measure(const std::string& genesis, std::size_t steps, unsigned rounds) {
  const testing::TempFolder folder;
  const std::filesystem::path file = folder.path() / "plan.toml";
  if (!write_file(file, as_bytes(with_steps(genesis, steps)), Overwrite::kNo))
    return failed("cannot write " + file.string());
  std::vector<double> times_ms;
  for (unsigned i = 0; i < rounds; ++i) {
    const auto start = SteadyClock::now();
    const auto read = ceremony::read_plan_file({file, std::nullopt, {}});
    if (!read || !read->of_plan.empty()) return failed("the plan is none");
    const auto findings = ceremony::planning::check_plan(read->plan, read->values, read->people);
    const std::chrono::duration<double, std::milli> passed = SteadyClock::now() - start;
    if (!findings.empty()) return failed(findings.front().what);
    times_ms.push_back(passed.count());
  }
  std::ranges::sort(times_ms);
  std::cout << std::fixed << std::setprecision(2) << "case=plan steps=" << steps
            << " check_p50_ms=" << times_ms[times_ms.size() / 2]
            << " check_most_ms=" << times_ms.back() << std::endl;
  return 0;
}

int run(std::span<char*> arguments) {
  unsigned rounds = 101;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (word == "--quick") {
      rounds = 11;
    } else if (word == "--case" && i + 1 < arguments.size()) {
      ++i;
    } else {
      std::cerr << "usage: plan_bench [--quick]\n";
      return 2;
    }
  }
  const auto genesis = read_file(PYX_SOURCE_DIR "/ceremony/plans/genesis.toml");
  if (!genesis) return failed(describe(genesis.error()));
  for (const std::size_t steps : {60U, 500U})
    if (const int wrong = measure(to_text(*genesis), steps, rounds); wrong != 0) return wrong;
  return 0;
}

}  // namespace
}  // namespace pyx::bench

int main(int argc, char** argv) {
  return pyx::bench::run(std::span(argv, static_cast<std::size_t>(argc)));
}

#include "tests/bench/raw_process.h"

#include <charconv>
#include <iostream>
#include <string>

#include "base/file.h"
#include "base/hex.h"

namespace pyx::bench {
namespace {

constexpr std::size_t kWords = 10;

unsigned number(std::string_view text) {
  unsigned value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

int run_raw(std::span<char*> arguments) {
  if (arguments.size() != kWords) return 2;
  const auto id = from_hex(arguments[5]);
  const auto scheme = scheme_from(arguments[6]);
  if (!id || !scheme) return 2;
  RawTask task;
  task.module_path = arguments[2];
  task.pin_file = arguments[3];
  task.serial = arguments[4];
  task.cka_id = *id;
  task.scheme = *scheme;
  task.threads = number(arguments[7]);
  task.warm_up = std::chrono::milliseconds(number(arguments[8]));
  task.window = std::chrono::milliseconds(number(arguments[9]));
  const auto measured = raw_signatures_per_second(task);
  if (!measured) {
    std::cerr << describe(measured.error()) << "\n";
    return 1;
  }
  std::cout << *measured << "\n";
  return 0;
}

Result<double> raw_processes(const RawTask& task, unsigned processes,
                             const std::filesystem::path& folder) {
  const auto file = [&](const char* name, unsigned i) {
    return folder / (std::string(name) + std::to_string(i));
  };
  std::vector<testing::ChildProcess> running;
  for (unsigned i = 0; i < processes; ++i) {
    PYX_ASSIGN(
        auto process,
        testing::ChildProcess::start(
            {"/proc/self/exe", "--raw", task.module_path, task.pin_file, task.serial,
             to_hex(task.cka_id), std::string(to_text(task.scheme)), std::to_string(task.threads),
             std::to_string(task.warm_up.count()), std::to_string(task.window.count())},
            file("raw.out", i), file("raw.err", i)));
    running.push_back(std::move(process));
  }
  double sum = 0;
  for (unsigned i = 0; i < processes; ++i) {
    if (running[i].wait() != 0) {
      const auto said = read_file(file("raw.err", i));
      return error(Code::kToken, "the raw loop failed: " + (said ? to_text(*said) : ""));
    }
    PYX_ASSIGN(const Bytes text, read_file(file("raw.out", i)));
    sum += std::stod(to_text(text));
  }
  return sum;
}

}  // namespace pyx::bench

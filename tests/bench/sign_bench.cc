// Signatures a second through pyxd against the plain PKCS#11 loop on the same keys of the same
// token, in one run: docs/performance.md says what is measured and how to read it.
//   sign_bench [--quick] [--rounds N] [--case NAME] [--alg NAME] [--batch N] [--clients N]
//              [--pyxd FILE]
// Figures go to stdout, one line a case; words to stderr. Exit 0 done, 1 failed, 2 usage.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <map>
#include <optional>
#include <span>
#include <thread>

#include "base/process.h"
#include "tests/bench/p11_kit_server.h"
#include "tests/bench/pyx_load.h"
#include "tests/bench/raw_process.h"
#include "tests/support/served_mint.h"

namespace pyx::bench {
namespace {

constexpr std::chrono::seconds kUntilIdle(2);  // its first checks are done by then
constexpr unsigned kSigningThreads = 2;        // of the raw loop and of pyxd: one a core

struct Words {
  bool quick = false;
  unsigned rounds = 0;  // 0: as many as the pace says
  std::string only_case = "sign";
  std::string algorithm;  // empty: all
  unsigned batch = 0;     // 0: all
  unsigned clients = 0;   // 0: all
  std::string pyxd = testing::ServedVault::default_program();
};

struct Pace {
  unsigned rounds;
  std::chrono::milliseconds warm_up;
  std::chrono::milliseconds window;
};
constexpr Pace kFull{5, std::chrono::milliseconds(200), std::chrono::milliseconds(1000)};
constexpr Pace kQuick{3, std::chrono::milliseconds(100), std::chrono::milliseconds(400)};

struct Algorithm {
  std::string name;     // "rsa2048-pss": as on the command line and in the output
  std::string profile;  // of policies/examples/quickstart.toml.in
  Scheme scheme = Scheme::kEcdsaSha256;
  std::vector<unsigned> batches;
};

const std::vector<Algorithm>& all_algorithms() {
  static const std::vector<Algorithm> all = {
      {"rsa2048-pss", "issuer-rsa-2048", Scheme::kRsaPssSha256, {1, 8, 32}},
      {"p256", "issuer-p-256", Scheme::kEcdsaSha256, {1, 8, 32}},
      {"ed25519", "issuer-ed25519", Scheme::kEd25519, {1, 8, 32}},
      {"hmac", "issuer-generic-secret", Scheme::kHmacSha256, {1, 8, 32, 64}},
  };
  return all;
}

// The mint's operations against the raw loop that does the token's part of them.
const std::vector<Algorithm>& mint_algorithms() {
  static const std::vector<Algorithm> all = {
      {"hmac", "issuer-generic-secret", Scheme::kHmacSha256, {1, 8, 64}},
      {"rsa2048-blind", "", Scheme::kRsaBlind, {1, 8, 32}},
  };
  return all;
}

struct Case {
  Load load = Load::kSign;
  Algorithm algorithm;
  unsigned batch = 1;
  unsigned clients = 1;
};

std::optional<unsigned> number(std::string_view text) {
  unsigned value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, ec] = std::from_chars(text.data(), end, value);
  if (ec != std::errc() || stopped != end || value == 0) return std::nullopt;
  return value;
}

bool take_flag(Words& words, std::string_view flag, const std::string& value) {
  unsigned* const into = flag == "--rounds"    ? &words.rounds
                         : flag == "--batch"   ? &words.batch
                         : flag == "--clients" ? &words.clients
                                               : nullptr;
  if (into != nullptr) {
    const auto parsed = number(value);
    *into = parsed.value_or(0);
    return parsed.has_value();
  }
  std::string* const text = flag == "--case"   ? &words.only_case
                            : flag == "--alg"  ? &words.algorithm
                            : flag == "--pyxd" ? &words.pyxd
                                               : nullptr;
  if (text == nullptr || value.empty()) return false;
  *text = value;
  return true;
}

std::optional<Words> parse_words(std::span<char*> arguments) {
  Words words;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string_view flag = arguments[i];
    if (flag == "--quick") {
      words.quick = true;
    } else if (i + 1 == arguments.size() || !take_flag(words, flag, arguments[i + 1])) {
      return std::nullopt;
    } else {
      ++i;
    }
  }
  for (const std::string_view known : {"sign", "rival", "mint", "blind"}) {
    if (words.only_case == known) return words;
  }
  return std::nullopt;
}

// Each batch at 8 clients, and at ten times as many.
std::vector<Case> mint_cases(const Words& words) {
  const bool mints = words.only_case == "mint";
  const Algorithm& algorithm = mint_algorithms()[mints ? 0 : 1];
  std::vector<Case> cases;
  for (const unsigned batch : algorithm.batches) {
    for (const unsigned clients : {8U, 80U}) {
      if ((words.batch == 0 || words.batch == batch) &&
          (words.clients == 0 || words.clients == clients)) {
        cases.push_back({mints ? Load::kMint : Load::kBlindSign, algorithm, batch, clients});
      }
    }
  }
  return cases;
}

std::vector<Case> cases_of(const Words& words) {
  if (words.only_case == "mint" || words.only_case == "blind") return mint_cases(words);
  std::vector<Case> cases;
  for (const Algorithm& algorithm : all_algorithms()) {
    if (!words.algorithm.empty() && words.algorithm != algorithm.name) continue;
    for (const unsigned clients : {8U, 1U}) {
      for (const unsigned batch : algorithm.batches) {
        const bool left_out = words.quick && words.clients == 0 && words.batch == 0 &&
                              (clients == 1 || (batch != 1 && batch != 32));
        const bool asked = (words.batch == 0 || words.batch == batch) &&
                           (words.clients == 0 || words.clients == clients);
        if (asked && !left_out) cases.push_back({Load::kSign, algorithm, batch, clients});
      }
    }
  }
  return cases;
}

double at_fraction(std::vector<double> values, double fraction) {
  std::ranges::sort(values);
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(last * fraction + 0.5)];
}
double median(const std::vector<double>& values) { return at_fraction(values, 0.5); }

RawTask raw_task(const testing::ServedVault& served, const Uuid& key, Scheme scheme,
                 const Pace& pace) {
  RawTask task;
  task.module_path = testing::kSoftHsmModule;
  task.serial = served.vault.token.serial();
  task.pin_file = served.vault.token.pin_file();
  task.cka_id = Bytes(key.bytes.begin(), key.bytes.end());
  task.scheme = scheme;
  task.threads = kSigningThreads;
  task.warm_up = pace.warm_up;
  task.window = pace.window;
  return task;
}

using Keys = std::map<std::string, Uuid>;  // by the algorithm's name

// ---- One case -----------------------------------------------------------------------------------

struct Figures {
  std::vector<double> raw, pyx, ratio, server_cpu_us, latencies_us;
};

void print(const Case& one, const Figures& figures) {
  static constexpr std::array<const char*, 3> kNames = {"sign", "mint", "blind"};
  std::cout << std::fixed << std::setprecision(0)
            << "case=" << kNames[static_cast<std::size_t>(one.load)]
            << " alg=" << one.algorithm.name << " batch=" << one.batch << " clients=" << one.clients
            << " raw_ops_s=" << median(figures.raw) << " pyx_ops_s=" << median(figures.pyx)
            << std::setprecision(2) << " ratio=" << median(figures.ratio) << std::setprecision(0)
            << " p50_us=" << median(figures.latencies_us)
            << " p99_us=" << at_fraction(figures.latencies_us, 0.99) << std::setprecision(1)
            << " server_cpu_us=" << median(figures.server_cpu_us) << std::endl;
}

// Each round measures both sides, one after the other, so that what slows the machine down slows
// both; the ratio is the median of the rounds' ratios.
Result<void> run_case(testing::ServedVault& served, const Uuid& key, const Case& one,
                      const Pace& pace) {
  // Requests of many clients take long: a window holds several of them.
  const auto window = pace.window * (one.clients > 8 ? 4 : 1);
  const LoadTask task{one.load,     key,   one.algorithm.scheme, one.batch, one.clients,
                      pace.warm_up, window};
  Figures figures;
  for (unsigned round = 0; round < pace.rounds; ++round) {
    const RawTask raw_loop = raw_task(served, key, one.algorithm.scheme, pace);
    PYX_ASSIGN(const double raw, raw_processes(raw_loop, 1, served.folder()));
    PYX_ASSIGN(const LoadResult load, run_load(served, task));
    figures.raw.push_back(raw);
    figures.pyx.push_back(load.signatures_per_second);
    figures.ratio.push_back(load.signatures_per_second / raw);
    figures.server_cpu_us.push_back(load.server_cpu_us);
    figures.latencies_us.insert(figures.latencies_us.end(), load.latencies_us.begin(),
                                load.latencies_us.end());
  }
  print(one, figures);
  return {};
}

// The best that p11-kit server gives on the same key, with as many client processes as pay, against
// Pyx at its largest batch.
Result<void> run_rival(testing::ServedVault& served, const Uuid& key, const Algorithm& algorithm,
                       const Pace& pace) {
  PYX_ASSIGN(const P11KitServer server,
             P11KitServer::start(testing::kSoftHsmModule, served.folder()));
  RawTask rival = raw_task(served, key, algorithm.scheme, pace);
  rival.module_path = P11KitServer::client_module();
  const unsigned batch = algorithm.batches.back();
  const LoadTask task{Load::kSign, key, algorithm.scheme, batch, 8, pace.warm_up, pace.window};
  std::map<std::pair<unsigned, unsigned>, std::vector<double>> rates;  // processes, threads
  std::vector<double> pyx;
  for (unsigned round = 0; round < pace.rounds; ++round) {
    for (const unsigned processes : {1U, 2U, 4U}) {
      for (const unsigned threads : {1U, 2U}) {
        rival.threads = threads;
        // Now and then the server gives up on clients that come at the same moment.
        if (const auto rate = raw_processes(rival, processes, served.folder())) {
          rates[{processes, threads}].push_back(*rate);
        } else {
          std::cerr << "sign_bench: p11-kit, left out: " << rate.error().message;
        }
      }
    }
    PYX_ASSIGN(const LoadResult load, run_load(served, task));
    pyx.push_back(load.signatures_per_second);
  }
  const auto best =
      std::ranges::max_element(rates, {}, [](const auto& one) { return median(one.second); });
  const double rival_rate = median(best->second);
  std::cout << std::fixed << std::setprecision(0) << "case=rival alg=" << algorithm.name
            << " rival=p11-kit-server processes=" << best->first.first
            << " threads=" << best->first.second << " rival_ops_s=" << rival_rate
            << " batch=" << batch << " clients=8 pyx_ops_s=" << median(pyx) << std::setprecision(2)
            << " ratio=" << median(pyx) / rival_rate << std::endl;
  return {};
}

// "VmRSS": now; "VmHWM": at most so far.
Result<double> resident_mb(const testing::ChildProcess& process, const std::string& which) {
  PYX_ASSIGN(const std::string kib, process.status(which));
  return std::stod(kib) / 1024;
}

Keys make_keys(testing::ServedVault& served) {
  std::vector<std::string> profiles;
  for (const Algorithm& algorithm : all_algorithms()) profiles.push_back(algorithm.profile);
  const std::vector<Uuid> made = served.make_active_keys(profiles);
  Keys keys;
  for (std::size_t i = 0; i < made.size(); ++i) keys[all_algorithms()[i].name] = made[i];
  return keys;
}

Result<void> run_all(const Words& words) {
  const std::vector<Case> cases = cases_of(words);
  if (cases.empty()) return error(Code::kNotFound, "no such case");
  Pace pace = words.quick ? kQuick : kFull;
  if (words.rounds > 0) pace.rounds = words.rounds;
  testing::ServedVault served;
  Keys keys = make_keys(served);
  keys["rsa2048-blind"] = testing::make_mint(served).blind;
  served.start(words.pyxd);
  std::this_thread::sleep_for(kUntilIdle);
  PYX_ASSIGN(const double idle_mb, resident_mb(served.pyxd(), "VmRSS"));
  if (words.only_case == "rival") {
    for (const Algorithm& algorithm : all_algorithms()) {
      // p11-kit 0.24 does not forward CKM_EDDSA.
      if (algorithm.scheme == Scheme::kEd25519) continue;
      if (!words.algorithm.empty() && words.algorithm != algorithm.name) continue;
      PYX_TRY(run_rival(served, keys.at(algorithm.name), algorithm, pace));
    }
    return {};
  }
  for (const Case& one : cases) {
    PYX_TRY(run_case(served, keys.at(one.algorithm.name), one, pace));
  }
  PYX_ASSIGN(const double most_mb, resident_mb(served.pyxd(), "VmHWM"));
  std::cout << std::fixed << std::setprecision(0) << "case=memory idle_mb=" << idle_mb
            << " most_mb=" << most_mb << std::endl;
  return {};
}

int run(std::span<char*> arguments) {
  if (arguments.size() > 1 && std::string_view(arguments[1]) == "--raw") return run_raw(arguments);
  const auto words = parse_words(arguments);
  if (!words) {
    std::cerr << "usage: sign_bench [--quick] [--rounds N] [--case sign|rival|mint|blind] [--alg "
                 "NAME] [--batch N]"
                 " [--clients N] [--pyxd FILE]\n";
    return 2;
  }
  Result<void> done = harden_process();
  if (done) done = run_all(*words);
  if (done) return 0;
  std::cerr << "sign_bench: " << describe(done.error()) << "\n";
  return 1;
}

}  // namespace
}  // namespace pyx::bench

int main(int argc, char** argv) {
  try {
    return pyx::bench::run(std::span(argv, static_cast<std::size_t>(argc)));
  } catch (const std::exception& failure) {  // the set-up throws
    std::cerr << "sign_bench: " << failure.what() << "\n";
    return 1;
  }
}

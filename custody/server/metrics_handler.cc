#include "custody/server/metrics_handler.h"

#include <sys/resource.h>
#include <unistd.h>

#include <map>
#include <string_view>
#include <utility>

#include "base/file.h"
#include "custody/acts/drill_status.h"
#include "custody/server/exposition.h"

namespace pyx::server {
namespace {

constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";
constexpr std::string_view kNoRoute = "none";
constexpr std::string_view kOthers = "others";

std::uint64_t read(const std::atomic<std::uint64_t>& counter) {
  return counter.load(std::memory_order_relaxed);
}

void put_gauge(Exposition& to, std::string_view name, std::string_view help, std::uint64_t value) {
  to.family(name, "gauge", help);
  to.sample({}, value);
}
void put_counter(Exposition& to, std::string_view name, std::string_view help,
                 const std::atomic<std::uint64_t>& counter) {
  to.family(name, "counter", help);
  to.sample({}, read(counter));
}

void put_requests(Exposition& to, const Metrics& metrics, const std::vector<Route>& routes) {
  const auto each_route = [&](const auto& look) {
    for (std::size_t i = 0; i < metrics.routes.size(); ++i) {
      const bool known = i < routes.size();
      look(known ? to_text(routes[i].method) : kNoRoute,
           known ? std::string_view(routes[i].path) : kNoRoute, metrics.routes[i]);
    }
  };
  to.family("pyx_requests_total", "counter",
            "Requests answered; the route is none of what was refused before it was known.");
  each_route([&](std::string_view method, std::string_view path, const RouteCounts& counts) {
    for (std::size_t i = 0; i < counts.answers.size(); ++i) {
      const std::uint64_t answers = read(counts.answers[i]);
      if (answers == 0 && i != 2) continue;
      to.sample({{"method", method}, {"route", path}, {"status", status_class(i)}}, answers);
    }
  });
  to.family("pyx_request_duration_seconds", "histogram",
            "From a request's last byte to its answer being ready.");
  each_route([&](std::string_view method, std::string_view path, const RouteCounts& counts) {
    if (path == kNoRoute) return;
    to.histogram({{"method", method}, {"route", path}}, counts.duration_us.counts(),
                 Exposition::Unit::kMicrosecond);
  });
}

void put_names(Exposition& to, const Metrics& metrics) {
  const auto put_client = [&to](std::string_view name, const ByStatus& counts) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (const std::uint64_t answers = read(counts[i]); answers != 0) {
        to.sample({{"client", name}, {"status", status_class(i)}}, answers);
      }
    }
  };
  to.family("pyx_client_requests_total", "counter", "Requests of pinned clients answered.");
  metrics.clients.each(put_client);
  put_client(kOthers, metrics.clients.others());
  to.family("pyx_signatures_total", "counter", "Signatures that were answered, by key.");
  metrics.signatures.each([&to](const Uuid& key, const std::atomic<std::uint64_t>& made) {
    to.sample({{"key", key.text()}}, read(made));
  });
  if (const std::uint64_t others = read(metrics.signatures.others()); others != 0) {
    to.sample({{"key", kOthers}}, others);
  }
}

void put_coins(Exposition& to, const Metrics& metrics) {
  to.family("pyx_coins_total", "counter",
            "Coins of answers, by operation and what became of them.");
  for (std::size_t i = 0; i < metrics.coins.size(); ++i) {
    const CoinCounts& counts = metrics.coins[i];
    const std::string_view operation = custody::to_text(custody::kOperations[i]);
    for (const auto& [what, number] :
         {std::pair<std::string_view, std::uint64_t>("issued", read(counts.issued)),
          {"retired", read(counts.retired)},
          {"checked", read(counts.checked)}}) {
      if (number != 0) to.sample({{"operation", operation}, {"coins", what}}, number);
    }
  }
  const auto put_clients = [&](std::atomic<std::uint64_t> BadCoinCounts::*which) {
    const auto put = [&](std::string_view client, const BadCoinCounts& counts) {
      if (const std::uint64_t number = read(counts.*which); number != 0)
        to.sample({{"client", client}}, number);
    };
    metrics.bad_coins.each(put);
    put(kOthers, metrics.bad_coins.others());
  };
  to.family("pyx_bad_coins_total", "counter", "Coins with a wrong tag that a client had checked.");
  put_clients(&BadCoinCounts::bad);
  to.family("pyx_refused_payments_total", "counter", "Payments refused: COIN-GOOD, COIN-ONCE.");
  put_clients(&BadCoinCounts::refused);
}

void put_connections(Exposition& to, const Metrics& metrics) {
  put_gauge(to, "pyx_connections", "Connections open now.", read(metrics.connections));
  put_counter(to, "pyx_connections_turned_away_total", "Connections beyond limits.connections.",
              metrics.connections_turned_away);
  put_counter(to, "pyx_connections_cut_total", "Connections ended by a deadline.",
              metrics.connections_cut);
  put_counter(to, "pyx_tls_handshakes_total", "TLS handshakes with a client of a client CA.",
              metrics.handshakes);
  put_counter(to, "pyx_tls_resumed_handshakes_total", "Of these, resumed sessions.",
              metrics.resumed_handshakes);
  put_counter(to, "pyx_tls_handshake_failures_total", "TLS handshakes that failed.",
              metrics.failed_handshakes);
  to.family("pyx_certificate_not_after_timestamp_seconds", "gauge",
            "When the server's certificate runs out, and the last of the client CAs.");
  to.sample({{"certificate", "server"}},
            metrics.certificate_not_after.load(std::memory_order_relaxed));
  to.sample({{"certificate", "client_ca"}},
            metrics.client_ca_not_after.load(std::memory_order_relaxed));
}

void put_check(Exposition& to, std::string_view name, std::string_view what,
               const custody::RecurringCheck::Report& report) {
  const std::string base = "pyx_" + std::string(name);
  const std::string of(what);
  put_gauge(to, base + "_ok", "Whether the last " + of + " went well.", report.outcome ? 1 : 0);
  if (!report.age) return;
  to.family(base + "_age_seconds", "gauge", "Since the last " + of + ".");
  to.seconds({}, report.age->count() * 1000);
}

void put_signing(Exposition& to, const custody::SigningNumbers& signing) {
  put_gauge(to, "pyx_sign_requests_waiting", "Sign requests that are not reserved yet.",
            signing.waiting);
  put_gauge(to, "pyx_sign_requests_in_flight", "Sign requests reserved and not answered yet.",
            signing.in_flight);
  if (signing.unsettled) {
    put_gauge(to, "pyx_requests_unsettled", "Request leaves without a settle leaf.",
              *signing.unsettled);
  }
  to.family("pyx_commit_requests", "histogram", "Sign requests that shared a commit.");
  to.histogram({}, signing.group_requests, Exposition::Unit::kOne);
  to.family("pyx_commit_duration_seconds", "histogram", "Admitting and committing a group.");
  to.histogram({}, signing.commit_microseconds, Exposition::Unit::kMicrosecond);
}

std::string_view kind_of(const custody::FreezeTarget& target) {
  if (std::holds_alternative<custody::FreezeAll>(target)) return "all";
  if (std::holds_alternative<custody::FreezeKey>(target)) return "key";
  return std::holds_alternative<custody::FreezeClient>(target) ? "client" : "minting";
}

void put_freezes(Exposition& to, const std::vector<custody::FreezeRecord>& freezes) {
  std::map<std::string_view, std::uint64_t> by_kind = {
      {"all", 0}, {"client", 0}, {"key", 0}, {"minting", 0}};
  for (const custody::FreezeRecord& freeze : freezes) ++by_kind[kind_of(freeze.statement.target)];
  to.family("pyx_freezes", "gauge", "Freezes in force, by what they stop.");
  for (const auto& [kind, number] : by_kind) to.sample({{"target", kind}}, number);
}

// With a period that is fixed here: an alarm of one's own compares the age with another.
void put_shares(Exposition& to, const std::vector<custody::BackupRecord>& backups, Time now) {
  const auto all = custody::drill_status(backups, custody::kDrillEvery, now);
  std::map<std::string_view, std::uint64_t> by_state = {
      {"failed", 0}, {"good", 0}, {"never drilled", 0}, {"not received", 0}};
  std::uint64_t overdue = 0;
  Duration oldest{};
  for (const custody::DrillStatus& one : all) {
    ++by_state[custody::to_text(one.state)];
    overdue += one.overdue ? 1 : 0;
    oldest = std::max(oldest, one.age.value_or(Duration{}));
  }
  to.family("pyx_shares", "gauge", "Shares of backups that count, by their last drill.");
  for (const auto& [state, number] : by_state) to.sample({{"state", state}}, number);
  put_gauge(to, "pyx_shares_overdue", "Shares not seen good for 180 days, or failed.", overdue);
  to.family("pyx_share_drill_age_seconds", "gauge",
            "Since the share that waits longest was seen to be good.");
  to.seconds({}, oldest.count() * 1000);
}

// By checks, exchanges and redemptions, as the log has them: a restart does not begin anew.
void put_bad_coins(Exposition& to, const std::map<std::string, std::uint64_t>& by_client) {
  to.family("pyx_bad_coins_day", "gauge",
            "Coins with a wrong tag that a client brought within a day.");
  for (const auto& [client, number] : by_client) to.sample({{"client", client}}, number);
}

void put_vault(Exposition& to, custody::Vault& vault) {
  if (const auto info = vault.info()) {
    put_gauge(to, "pyx_log_leaves", "Leaves of the evidence log.", info->log_size);
  }
  const custody::Freshness fresh = vault.freshness();
  put_gauge(to, "pyx_vault_suspended", "Whether the store is known not to be the newest.",
            fresh.suspended ? 1 : 0);
  put_gauge(to, "pyx_vault_missing_leaves", "Leaves that the store is known to lack.",
            fresh.missing);
  if (const auto freezes = vault.freezes()) put_freezes(to, *freezes);
  if (const auto bad = vault.bad_coins()) put_bad_coins(to, *bad);
  if (const auto backups = vault.backups()) put_shares(to, *backups, SystemClock().now());
  put_signing(to, vault.signing_numbers());
}

// Source: proc(5), /proc/PID/statm: the second field, in pages.
std::optional<std::uint64_t> resident_bytes() {
  const auto bytes = read_file("/proc/self/statm");
  if (!bytes) return std::nullopt;
  const std::string text = pyx::to_text(*bytes);
  const std::size_t at = text.find(' ');
  if (at == std::string::npos) return std::nullopt;
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return std::strtoull(text.c_str() + at, nullptr, 10) * page;
}

void put_process(Exposition& to, const Metrics& metrics) {
  rusage used{};
  if (getrusage(RUSAGE_SELF, &used) == 0) {
    const auto microseconds = [](const timeval& time) {
      return static_cast<std::int64_t>(time.tv_sec) * 1000000 + time.tv_usec;
    };
    to.family("pyx_process_cpu_seconds_total", "counter", "User and system time.");
    to.seconds({}, microseconds(used.ru_utime) + microseconds(used.ru_stime));
  }
  if (const auto resident = resident_bytes()) {
    put_gauge(to, "pyx_process_resident_memory_bytes", "Memory in use.", *resident);
  }
  const auto up = std::chrono::steady_clock::now() - metrics.started;
  to.family("pyx_process_uptime_seconds", "gauge", "Since the start.");
  to.seconds({}, std::chrono::duration_cast<std::chrono::microseconds>(up).count());
}

}  // namespace

std::string metrics_text(const MetricsSources& sources) {
  Exposition to;
  put_requests(to, sources.metrics, sources.routes);
  put_names(to, sources.metrics);
  put_coins(to, sources.metrics);
  put_connections(to, sources.metrics);
  put_check(to, "store", "commit that tried the store", sources.health.store());
  put_check(to, "canary", "canary signature", sources.health.canary());
  put_vault(to, sources.vault);
  put_process(to, sources.metrics);
  return to.take();
}

std::vector<Route> metrics_routes(std::function<MetricsSources()> sources) {
  return {{Method::kGet, "/metrics", Need::kLog, Lane::kReads, 0,
           answer_with([sources = std::move(sources)](const Request&) -> Result<Response> {
             return Response{200, std::string(kContentType), {}, metrics_text(sources()), {}};
           })}};
}

}  // namespace pyx::server

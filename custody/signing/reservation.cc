#include "custody/signing/reservation.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/crash_point.h"
#include "custody/acts/admitting.h"

namespace pyx::custody {
namespace {

Error retry_refused(Code code, std::string message) {
  Error failure = error(code, std::move(message));
  failure.control = "SIGN-RETRY";
  return failure;
}

Result<void> check_age(const Uuid& request, Time now, Time low_water) {
  if (request.time() < low_water) {
    return retry_refused(Code::kRefused, "the request id is from " + to_rfc3339(request.time()) +
                                             "; ids from before " + to_rfc3339(low_water) +
                                             " are refused");
  }
  if (request.time() > now + kRequestAheadMost) {
    return retry_refused(Code::kBadInput, "the request id is ahead of the clock");
  }
  return {};
}

// The answer to a request that was reserved before: worked out again with everything as its leaf
// pins it.
Result<void> take_up(EvidenceLog::Writer& writer, Store& store, Job& job,
                     const policies::Client& client, const RequestRow& row, const Sha256& digest,
                     Time low_water) {
  // Past its time a request no longer keeps its key from being destroyed (custody/act_desk.cc).
  PYX_TRY(check_age(job.request_id(), writer.now(), low_water));
  if (row.digest != digest) {
    return retry_refused(Code::kConflict, "the request id stands for another request");
  }
  if (row.state == RequestRow::State::kClosed) {
    return retry_refused(Code::kRefused,
                         "the request was refunded or freed by an act; it is answered no more");
  }
  PYX_ASSIGN(const auto leaves, store.leaves(row.leaf_index, 1));
  if (leaves.empty()) return error(Code::kStore, "the request's leaf is missing");
  PYX_ASSIGN(const Leaf leaf, parse_leaf(leaves.front()));
  job.receipt = {writer.books().vault, row.leaf_index, leaf_hash(leaves.front()), {}};
  PYX_TRY(job.take_up(writer, client, leaf));
  job.needs_no_settling = row.state == RequestRow::State::kSettled;
  if (!job.needs_no_settling) writer.answers_again(row.leaf_index);
  return {};
}

Result<Job::Recorded> record(EvidenceLog::Writer& writer, Job& job, const policies::Client& client,
                             Time low_water) {
  PYX_TRY(check_age(job.request_id(), writer.now(), low_water));
  PYX_TRY(check_asked_since(writer.books(), job.request_id()));
  return job.record(writer, client);
}

Result<void> stage_settled(EvidenceLog::Writer& writer, Store& store,
                           const std::vector<JobPointer>& answered) {
  if (answered.empty()) return {};
  std::vector<std::pair<std::uint64_t, const RequestKey*>> rows;
  rows.reserve(answered.size());
  for (const JobPointer& job : answered) rows.emplace_back(job->receipt.leaf_index, &job->row);
  std::ranges::sort(rows, {}, &std::pair<std::uint64_t, const RequestKey*>::first);
  // Two retries of one request may both have been answered since the last commit.
  const auto same_leaf = [](const auto& a, const auto& b) { return a.first == b.first; };
  rows.erase(std::unique(rows.begin(), rows.end(), same_leaf), rows.end());
  std::vector<RequestKey> asked;
  asked.reserve(rows.size());
  for (const auto& [leaf, key] : rows) asked.push_back(*key);
  PYX_ASSIGN(const auto stored, store.find_requests(asked));
  std::vector<std::uint64_t> leaves;
  std::vector<RequestKey> keys;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    // A retry that was being signed while its first try was settled, and perhaps forgotten: a leaf
    // is settled once.
    if (!stored[i] || stored[i]->state != RequestRow::State::kOpen) continue;
    leaves.push_back(rows[i].first);
    keys.push_back(std::move(asked[i]));
  }
  if (leaves.empty()) return {};
  crash_point(CrashPoint::kSignBeforeSettle);
  return writer.stage_settled(std::move(leaves), std::move(keys));
}

struct Identified {
  JobPointer job;
  const policies::Client* client = nullptr;
};

using IdentifiedJobs = std::vector<Identified>;

IdentifiedJobs identify_all(const Books& books, std::vector<JobPointer> group, Reserved& outcome) {
  IdentifiedJobs known;
  std::set<std::tuple<std::string, Uuid, Uuid>> seen;
  for (JobPointer& job : group) {
    const auto client = identify(books.policy, job->client());
    if (!client) {
      outcome.refused.emplace_back(std::move(job), client.error());
      continue;
    }
    job->row = {(*client)->name, job->scope(), job->request_id()};
    if (!seen.emplace(job->row.client, job->row.key, job->row.request).second) {
      outcome.later.push_back(std::move(job));
      continue;
    }
    known.push_back({std::move(job), *client});
  }
  return known;
}

void refuse_all(Reserved& outcome, IdentifiedJobs& jobs, const Error& why) {
  for (Identified& each : jobs) {
    if (each.job) outcome.refused.emplace_back(std::move(each.job), why);
  }
}

}  // namespace

Reserved reserve_group(EvidenceLog& log, Store& store, std::vector<JobPointer> group,
                       const std::vector<JobPointer>& answered, Time low_water) {
  Reserved outcome;
  auto opened = log.write();
  if (!opened) {
    for (JobPointer& job : group) outcome.refused.emplace_back(std::move(job), opened.error());
    return outcome;
  }
  EvidenceLog::Writer& writer = *opened;
  IdentifiedJobs known = identify_all(writer.books(), std::move(group), outcome);
  std::vector<RequestKey> keys;
  keys.reserve(known.size());
  for (const Identified& each : known) keys.push_back(each.job->row);
  const auto rows = store.find_requests(keys);
  if (!rows) {
    refuse_all(outcome, known, rows.error());
    return outcome;
  }
  IdentifiedJobs staged;  // durable only after the commit
  for (std::size_t i = 0; i < known.size(); ++i) {
    JobPointer& job = known[i].job;
    const policies::Client& client = *known[i].client;
    const auto& row = (*rows)[i];
    if (row) {
      const auto taken = take_up(writer, store, *job, client, *row, job->digest(), low_water);
      if (taken) {
        outcome.jobs.push_back(std::move(job));
      } else {
        outcome.refused.emplace_back(std::move(job), taken.error());
      }
      continue;
    }
    const auto recorded = record(writer, *job, client, low_water);
    if (!recorded) {
      outcome.refused.emplace_back(std::move(job), recorded.error());
    } else if (*recorded == Job::Recorded::kAnswered) {
      job->needs_no_settling = true;
      outcome.jobs.push_back(std::move(job));
    } else {
      staged.push_back(std::move(known[i]));
    }
  }
  Result<void> committed = stage_settled(writer, store, answered);
  if (committed && !writer.empty()) committed = writer.commit();
  if (!committed) {
    refuse_all(outcome, staged, committed.error());
    for (auto& [job, why] : outcome.refused) {
      if (job->refusal_is_recorded) why = committed.error();
    }
    return outcome;
  }
  outcome.committed = true;
  for (Identified& each : staged) outcome.jobs.push_back(std::move(each.job));
  return outcome;
}

}  // namespace pyx::custody

#include "ceremony/report/deviation_record.h"

#include <algorithm>

#include "ceremony/transcript/value_form.h"

namespace pyx::ceremony::report {

using transcript::Entry;
using transcript::Kind;

std::vector<std::string> DeviationRecord::missing() const {
  std::vector<std::string> names;
  for (const std::string& signer : signers) {
    const bool has_signed =
        std::ranges::any_of(signed_by, [&](const auto& one) { return one.first == signer; });
    if (!has_signed) names.push_back(signer);
  }
  return names;
}

std::vector<DeviationRecord> deviation_records(const transcript::Transcript& transcript,
                                               const std::vector<PersonRecord>& people) {
  std::vector<DeviationRecord> records;
  for (const Entry& entry : transcript.entries) {
    if (entry.kind == Kind::kDeviation) {
      records.push_back({entry.text("deviation"),
                         entry.text("class"),
                         entry.text("severity"),
                         &entry,
                         transcript::names_in(entry.text("signers")),
                         {}});
    }
    if (entry.kind != Kind::kDeviationSigned) continue;
    const auto found =
        std::ranges::find(records, entry.text("deviation"), &DeviationRecord::number);
    if (found == records.end()) continue;
    for (std::string& name : signers_in(entry, people))
      found->signed_by.emplace_back(std::move(name), entry.number);
  }
  return records;
}

std::vector<CrashRecord> crash_records(const transcript::Transcript& transcript) {
  std::vector<CrashRecord> records;
  std::optional<std::string> open;
  for (const Entry& entry : transcript.entries) {
    switch (entry.kind) {
      case Kind::kStepBegun:
        open = entry.text("step");
        break;
      case Kind::kStepDone:
      case Kind::kStepBrokenOff:
        open.reset();
        break;
      case Kind::kCrash:
        records.push_back({&entry, open, nullptr});
        break;
      case Kind::kReconciled:
        // One look settles every crash since the step was begun.
        for (CrashRecord& one : records) {
          if (one.step == entry.text("step") && one.reconciliation == nullptr)
            one.reconciliation = &entry;
        }
        if (entry.text("decision") == "again") open.reset();
        break;
      default:
        break;
    }
  }
  return records;
}

}  // namespace pyx::ceremony::report

#include "pkcs11/probe.h"

#include "base/clock.h"
#include "pkcs11/from_ckr.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/probe_ciphers.h"
#include "pkcs11/probe_rules.h"
#include "pkcs11/probe_signing.h"
#include "pkcs11/slot.h"

namespace pyx::pkcs11 {
namespace {

Result<void> describe_module(const Module& module, ProbeReport& report) {
  CK_INFO info{};
  PYX_TRY(from_ckr(module->C_GetInfo(&info), "C_GetInfo"));
  report.module_description =
      without_padding({reinterpret_cast<const char*>(info.libraryDescription),
                       sizeof info.libraryDescription}) +
      " " + std::to_string(info.libraryVersion.major) + "." +
      std::to_string(info.libraryVersion.minor);
  return {};
}

Result<void> describe_token(const Module& module, CK_SLOT_ID slot, ProbeReport& report) {
  PYX_ASSIGN(const auto all, slots_with_tokens(module));
  for (const SlotWithToken& one : all) {
    if (one.slot != slot) continue;
    report.token_model = one.identity.model;
    report.firmware_version = one.firmware_version;
    return {};
  }
  return ckr_error(CKR_TOKEN_NOT_PRESENT, "C_GetTokenInfo");
}

// A token may leave an object behind when it refuses to make one (SoftHSM2, tpm2-pkcs11). The id is
// the probe's own.
Result<void> sweep(const Bench& bench) {
  Template ours;
  ours.bytes(CKA_ID, bench.id.bytes);
  PYX_ASSIGN(const auto all, find_objects(bench.session, ours));
  for (const CK_OBJECT_HANDLE object : all) const ThrowAway gone(bench.session, object);
  PYX_ASSIGN(const auto left, find_objects(bench.session, ours));
  if (left.empty()) return {};
  return error(Code::kToken, "the probe left " + std::to_string(left.size()) + " objects behind");
}

}  // namespace

Result<ProbeReport> probe_token(const Session& session, CK_SLOT_ID slot, ProbeScope scope) {
  ProbeReport report;
  PYX_TRY(describe_module(session.module(), report));
  PYX_TRY(describe_token(session.module(), slot, report));
  PYX_ASSIGN(auto listed, listed_mechanisms(session.module(), slot));
  Bench bench{session, Uuid::v7(SystemClock().now()), std::move(listed)};
  bench.lifetime = lifetime_on(bench);
  if (scope == ProbeScope::kAll) {
    for (const auto part : {probe_signing, probe_ciphers}) {
      for (ProbeLine& line : part(bench)) report.lines.push_back(std::move(line));
    }
  }
  report.rules = probe_rules(bench);
  PYX_TRY(sweep(bench));
  return report;
}

}  // namespace pyx::pkcs11

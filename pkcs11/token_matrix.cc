#include "pkcs11/token_matrix.h"

#include <array>
#include <memory>
#include <optional>

#include "base/aes_kwp.h"
#include "base/clock.h"
#include "pkcs11/key_check.h"
#include "pkcs11/login.h"
#include "pkcs11/mechanism.h"
#include "pkcs11/public_half.h"
#include "pkcs11/signing.h"
#include "pkcs11/token_match.h"
#include "pkcs11/trial_signing.h"
#include "pkcs11/trial_wrap.h"
#include "pkcs11/wrap_key.h"

namespace pyx::pkcs11 {
namespace {

// One of a kind each: a longer RSA key or another use of the same kind is wrapped in the same way.
constexpr std::array kTypes = {KeyType::kRsa2048, KeyType::kP256,          KeyType::kP384,
                               KeyType::kEd25519, KeyType::kGenericSecret, KeyType::kAes256};

constexpr std::string_view kMessage = "pyx: a key that is handed over";

Scheme scheme_for(KeyType type) {
  return *scheme_of(type, is_asymmetric(type) ? Purpose::kSign : Purpose::kMac);
}

// A token with a wrap key for either direction. Stays where it is: its parts point to each other.
struct Side {
  Side(FoundToken found, Pin pin)
      : module(std::move(found.module)), login(module, found.where.identity, std::move(pin)) {}
  const Bench bench() const { return {*session, id, {}, Lifetime::kSession}; }

  Module module;
  Login login;
  const Uuid id = Uuid::v7(SystemClock().now());
  std::optional<Session> session;
  std::optional<ThrowAway> wraps;
  std::optional<ThrowAway> unwraps;
};

Result<std::unique_ptr<Side>> open_side(MatrixToken token, const SecretBytes& wrap_key) {
  PYX_ASSIGN(FoundToken found, find_token(token.uri));
  auto side = std::make_unique<Side>(std::move(found), std::move(token.pin));
  PYX_ASSIGN(Session session, side->login.first_session(Access::kReadWrite));
  side->session.emplace(std::move(session));
  for (const WrapKeyUse use : {WrapKeyUse::kWrap, WrapKeyUse::kUnwrap}) {
    PYX_ASSIGN(ThrowAway made, put_wrap_key(*side->session, wrap_key, use, WrapKeyMaker::kUser));
    (use == WrapKeyUse::kWrap ? side->wraps : side->unwraps).emplace(std::move(made));
  }
  return side;
}

// The key that is handed over, and how it answers where it was made.
struct Sample {
  ThrowAwayKey made;
  TrialKey trial;
  Bytes answer;  // of a secret key
};

CK_ATTRIBUTE_TYPE use_of(KeyType type) { return type == KeyType::kAes256 ? CKA_ENCRYPT : CKA_SIGN; }

Result<ThrowAwayKey> make_wrappable(const Bench& bench, KeyType type) {
  Template asked;
  asked.flag(use_of(type), true).flag(CKA_EXTRACTABLE, true);
  if (is_asymmetric(type)) return make_throw_away_pair(bench, type, asked);
  PYX_ASSIGN(ThrowAway secret, make_throw_away_secret(bench, generation_mechanism(type), asked));
  ThrowAwayKey made;
  made.objects.secret_key = SecretKeyHandle{secret.get()};
  made.owned.push_back(std::move(secret));
  return made;
}

// Of a secret key: what another key would give otherwise.
Result<Bytes> answer_by(const Bench& bench, const TrialKey& trial) {
  if (trial.key.type != KeyType::kAes256)
    return sign_one(bench.session, trial.key, {bench.id, trial.scheme, trial.input});
  PYX_ASSIGN(const Sha256 value,
             check_by_encryption(bench.session, trial.key.handle, as_bytes(kMessage)));
  return Bytes(value.begin(), value.end());
}

Result<Sample> make_sample(const Bench& bench, KeyType type) {
  Sample sample;
  PYX_ASSIGN(sample.made, make_wrappable(bench, type));
  if (type == KeyType::kAes256) {
    sample.trial.key.handle = sample.made.handle();
  } else {
    PYX_ASSIGN(sample.trial, trial_key(bench, sample.made, scheme_for(type)));
  }
  sample.trial.key.type = type;
  if (!is_asymmetric(type)) {
    PYX_ASSIGN(sample.answer, answer_by(bench, sample.trial));
  }
  return sample;
}

enum class Beside { kNothing, kNssDb };

Result<ThrowAway> unwrap_by(const Side& side, const WrapWay& way, const Sample& sample,
                            Bytes& wrapped, Beside beside) {
  const KeyType type = sample.trial.key.type;
  Template asked;
  asked.number(CKA_CLASS, is_asymmetric(type) ? CKO_PRIVATE_KEY : CKO_SECRET_KEY)
      .number(CKA_KEY_TYPE, pkcs11_key_type(type))
      .flag(use_of(type), true)
      .flag(CKA_SENSITIVE, true)
      .flag(CKA_EXTRACTABLE, false);
  if (beside == Beside::kNssDb) asked.bytes(kNssDb, public_body(*sample.trial.key.public_key));
  return unwrap_in_trial(side.bench(), way, side.unwraps->get(), wrapped, asked);
}

Result<ThrowAway> unwrap(const Side& side, const WrapWay& way, const Sample& sample,
                         Bytes& wrapped) {
  auto made = unwrap_by(side, way, sample, wrapped, Beside::kNothing);
  if (made || !wants_nss_db(made.error().ckr, sample.trial.key.type)) return made;
  return unwrap_by(side, way, sample, wrapped, Beside::kNssDb);
}

// Has what was unwrapped answer as the sample would have.
MatrixOutcome try_key(const Bench& bench, CK_OBJECT_HANDLE key, const Sample& sample,
                      std::string& why) {
  TrialKey trial = sample.trial;
  trial.key.handle = key;
  if (is_asymmetric(trial.key.type)) {
    const auto checked = sign_and_check(bench, trial);
    if (checked) return MatrixOutcome::kWorks;
    why = describe(checked.error());
    // Without an answer of the module it is our own verification that failed.
    return checked.error().ckr == CKR_OK ? MatrixOutcome::kWrongKey : MatrixOutcome::kDoesNotSign;
  }
  const auto answer = answer_by(bench, trial);
  if (!answer) {
    why = describe(answer.error());
    return MatrixOutcome::kDoesNotSign;
  }
  if (*answer == sample.answer) return MatrixOutcome::kWorks;
  why = "the answer is another one than before";
  return MatrixOutcome::kWrongKey;
}

MatrixRow row_by(const Side& to, const WrapWay& way, const Sample& sample, Bytes& wrapped,
                 MatrixRow row) {
  row.unwrapped_by = mechanism_name(way.mechanism);
  const auto unwrapped = unwrap(to, way, sample, wrapped);
  if (unwrapped) {
    row.outcome = try_key(to.bench(), unwrapped->get(), sample, row.why);
  } else {
    row.outcome = MatrixOutcome::kNotUnwrapped;
    row.why = describe(unwrapped.error());
  }
  return row;
}

void hand_over(const Side& from, const Side& to, KeyType type, const SecretBytes& wrap_key,
               std::vector<MatrixRow>& rows) {
  MatrixRow row;
  row.type = type;
  row.from = from.login.identity();
  row.to = to.login.identity();
  const auto sample = make_sample(from.bench(), type);
  if (!sample) {
    row.why = describe(sample.error());
    rows.push_back(std::move(row));
    return;
  }
  for (const WrapWay& way : kWrapWays) {
    row.wrapped_by = mechanism_name(way.mechanism);
    row.rfc5649 = false;
    auto wrapped = wrap_in_trial(from.bench(), way, from.wraps->get(), sample->made.handle());
    if (!wrapped) {
      rows.push_back(row);
      rows.back().outcome = MatrixOutcome::kNotWrapped;
      rows.back().why = describe(wrapped.error());
      continue;
    }
    row.rfc5649 = aes_kwp_unwrap(wrap_key, *wrapped).ok();
    for (const WrapWay& back : kWrapWays) rows.push_back(row_by(to, back, *sample, *wrapped, row));
  }
}

}  // namespace

Result<std::vector<MatrixRow>> token_matrix(MatrixToken a, MatrixToken b) {
  PYX_ASSIGN(const SecretBytes wrap_key, SecretBytes::random(kWrapKeyBytes));
  PYX_ASSIGN(const auto first, open_side(std::move(a), wrap_key));
  PYX_ASSIGN(const auto second, open_side(std::move(b), wrap_key));
  std::vector<MatrixRow> rows;
  for (const KeyType type : kTypes) {
    hand_over(*first, *second, type, wrap_key, rows);
    hand_over(*second, *first, type, wrap_key, rows);
  }
  return rows;
}

}  // namespace pyx::pkcs11

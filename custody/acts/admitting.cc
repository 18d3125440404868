#include "custody/acts/admitting.h"

#include "custody/acts/freezing.h"
#include "custody/acts/key_home.h"

namespace pyx::custody {
namespace {

Error frozen(std::string what) {
  Error failure = error(Code::kFrozen, std::move(what) + " is frozen");
  failure.control = "FREEZE-ONE";
  return failure;
}

Result<Admission> admit_key(const Books& books, const policies::Client& client, const Uuid& id) {
  if (!client.has_access(policies::Access::kSign)) {
    return refused("SIGN-GRANT", "client " + client.name + " has no access \"sign\"");
  }
  const KeyRecord* key = books.key(id);
  if (key == nullptr || !client.may_use(key->profile)) {
    return error(Code::kNotFound, "client " + client.name + " has no key " + id.text());
  }
  if (key->purpose != Purpose::kSign && key->purpose != Purpose::kMac) {
    return refused("SIGN-GRANT", "key " + id.text() + " signs no messages: its purpose is " +
                                     std::string(pyx::to_text(key->purpose)));
  }
  const auto scheme = key->scheme();
  if (!scheme)
    return refused("SIGN-GRANT", "key " + id.text() + " does not sign: its purpose is another");
  if (is_frozen(books, *key)) return frozen("key " + id.text());
  if (is_frozen(books, client)) return frozen("client " + client.name);
  return Admission{&client, key, *scheme};
}

Error wrong_state(const KeyRecord& key) {
  return refused("KEY-STATE", "key " + key.id.text() + " is in state " +
                                  std::string(to_text(key.state)) + "; only an active key signs");
}

}  // namespace

Result<Admission> admit(const Books& books, const policies::Client& client, const Uuid& key) {
  auto admission = admit_key(books, client, key);
  if (admission && admission->key->state != KeyState::kActive) return wrong_state(*admission->key);
  if (admission) PYX_TRY(check_at_home(books, *admission->key));
  return admission;
}

Result<Admission> admit_retry(const Books& books, const policies::Client& client, const Uuid& key) {
  auto admission = admit_key(books, client, key);
  if (!admission) return admission;
  const KeyState state = admission->key->state;
  if (state != KeyState::kActive && state != KeyState::kDeactivated)
    return wrong_state(*admission->key);
  PYX_TRY(check_at_home(books, *admission->key));
  return admission;
}

Result<const policies::Client*> identify(const policies::Policy& policy,
                                         const ClientIdentity& identity) {
  const policies::Client* client = policy.client(identity.san_uri, identity.spki_sha256);
  if (client == nullptr) {
    return refused(
        "CLIENT-PINNED",
        "the certificate is not that of a client of the policy: name and key must both match");
  }
  return client;
}

Result<void> check_messages(const KeyRecord& key, const std::vector<Bytes>& messages) {
  if (messages.empty() || messages.size() > kMostMessages) {
    return error(Code::kBadInput,
                 "a request has 1 to " + std::to_string(kMostMessages) + " messages");
  }
  const bool blind = key.scheme() == Scheme::kRsaBlind;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (messages[i].size() > kMostMessageBytes) {
      return error(Code::kBadInput, "message " + std::to_string(i) + " is longer than " +
                                        std::to_string(kMostMessageBytes) + " bytes");
    }
    if (blind && !(key.public_key && key.public_key->rsa_element_in_range(messages[i]))) {
      return error(
          Code::kBadInput,
          "message " + std::to_string(i) +
              " is no element of this key: it must be as long as the modulus and below it");
    }
  }
  return {};
}

Result<void> check_request(const Books& books, const RequestLeaf& leaf) {
  const policies::Client* client = books.policy.client_named(leaf.client);
  if (client == nullptr) return refused("CLIENT-PINNED", "the policy has no client " + leaf.client);
  PYX_ASSIGN(const Admission admission, admit(books, *client, leaf.key));
  if (admission.scheme != leaf.scheme)
    return error(Code::kBadInput, "the request names another scheme than its key's");
  if (leaf.policy != books.policy.digest)
    return error(Code::kBadInput, "the request names another policy");
  return check_asked_since(books, leaf.request);
}

Result<void> check_asked_since(const Books& books, const Uuid& request) {
  if (request.time() >= books.requests_from) return {};
  return refused("STATE-FRESH", "the request id is from before " + to_rfc3339(books.requests_from) +
                                    ", when leaves of the log were given up: it may have been "
                                    "answered there");
}

}  // namespace pyx::custody

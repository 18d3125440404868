// The token to which a backup's keys come: to show that they are there, or to stay. What it stands
// for, and whether a key is exposed on it, is decided by whoever opens it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret_bytes.h"
#include "custody/backups/token_proof.h"
#include "pkcs11/wrapped_key.h"

namespace pyx::custody {

// Threads: one at a time.
class SecondToken {
 public:
  virtual ~SecondToken() = default;

  virtual const pkcs11::TokenIdentity& identity() const = 0;
  virtual std::string module() const = 0;                   // the file's name
  virtual std::string manner() const = 0;                   // for people, as TokenProof::manner
  virtual Exposure exposure() const = 0;                    // of a key that was here
  virtual std::string firmware() const = 0;                 // as CK_TOKEN_INFO says
  virtual std::vector<TokenRule> not_enforced() const = 0;  // as TokenProof::not_enforced
  // As pkcs11/unwrap_session.h. Errors: its own; kRefused for what this way in cannot do.
  virtual Result<Bytes> answer_once(const pkcs11::WrappedKey& key, pkcs11::ProofInput input) = 0;
  virtual Result<Bytes> restore(const pkcs11::WrappedKey& key, pkcs11::ProofInput input,
                                const pkcs11::CheckAnswer& check) = 0;
  // What is there under the id of one of our keys. Nothing is success.
  virtual Result<void> destroy(const Uuid& id) = 0;
};

// Opens it with the wrap key on it. Errors: any.
using OpenSecondToken = std::function<Result<std::unique_ptr<SecondToken>>(const SecretBytes& key)>;

}  // namespace pyx::custody

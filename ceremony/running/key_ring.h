// The keys of the people of one ceremony: each opened once, with the secret that its owner gives
// when it is first needed. Whoever has no key yet makes one.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "ceremony/cli/output.h"
#include "ceremony/planning/site.h"
#include "ceremony/running/guide.h"
#include "ceremony/signer.h"

namespace pyx::ceremony::running {

class KeyRing {
 public:
  // What is referred to outlives this.
  //   folder  where relative paths of the site start
  KeyRing(const planning::Site& site, std::filesystem::path folder, Guide& guide, Output& output)
      : site_(site), folder_(std::move(folder)), guide_(guide), output_(output) {}

  // A key file that the site names and that is not there is made: Ed25519, under the passphrase of
  // the person's source. Errors: kNotFound (the site does not know the person, or names no key for
  // him); those of open_signer() and of OfficerKey.
  Result<const Signer*> of(const std::string& person);

 private:
  Result<std::unique_ptr<Signer>> open(const planning::SitePerson& person);
  Result<void> make(const planning::SitePerson& person, const std::filesystem::path& file);

  const planning::Site& site_;
  std::filesystem::path folder_;
  Guide& guide_;
  Output& output_;
  std::map<std::string, std::unique_ptr<Signer>, std::less<>> opened_;
};

// The source with its path starting at `folder`, if it is a relative one.
SecretSource source_at(const std::filesystem::path& folder, const SecretSource& source);

}  // namespace pyx::ceremony::running

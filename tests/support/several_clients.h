// Three clients of one mint with different rights, and budgets for each of them, for all, for a
// denomination and for a key; as policy and budgets say it.
#pragma once

#include <map>
#include <set>
#include <string>

#include "custody/coins/operation.h"
#include "custody/signing/sign_request.h"

namespace pyx::testing {

// "issuer" does everything, "till" redeems nothing, "bank" mints nothing.
using Rights = std::map<std::string, std::set<custody::Operation>>;
const Rights& rights_of_several();
custody::ClientIdentity identity_of(const std::string& client);
// Of "till" and "bank", to be put behind the quickstart's policy, which has an issuer.
std::string more_clients_toml();
// Tight enough to be met now and then. `key` is one of eur-5 that has not issued yet: its budget is
// new, too, and named after `number`.
std::string several_budgets(const Uuid& key, std::size_t number);

}  // namespace pyx::testing

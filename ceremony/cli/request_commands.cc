// pyx request: what clients have asked for and never had an answer to.

#include <utility>

#include "ceremony/cli/commands.h"
#include "ceremony/cli/context.h"
#include "ceremony/cli/table.h"
#include "custody/record_json.h"

namespace pyx::ceremony {
namespace {

constexpr std::size_t kMostListed = 1000;  // custody/vault_access.h

Result<Outcome> run_request_list(const VaultPlace& place, Context& context) {
  PYX_ASSIGN(const auto vault, context.open_vault(place));
  PYX_ASSIGN(const std::vector<custody::OpenRequest> requests, vault->open_requests());
  Outcome outcome;
  json::array list;
  Table table;
  table.add({"LEAF", "TIME", "CLIENT", "OPERATION", "REQUEST"});
  for (const custody::OpenRequest& request : requests) {
    list.push_back(to_json(request));
    table.add({std::to_string(request.leaf_index), to_rfc3339(request.time), request.client,
               request.operation, request.request.text()});
  }
  outcome.data["requests"] = std::move(list);
  if (requests.empty()) {
    outcome.words = {"every request is settled"};
    return outcome;
  }
  outcome.text = table.text();
  if (requests.size() >= kMostListed) outcome.words.push_back("only the newest 1000 are shown");
  const std::string rest = " --evidence TEXT --key FILE" + place_words(place);
  outcome.words.insert(
      outcome.words.end(),
      {"what they reserved stays spent; first have the client send the same request again",
       "to give it back, with a quorum: pyx act propose reservation.free --leaf N" + rest,
       "to issue lost coins anew: pyx act propose coins.refund --leaf N --holder KEY" + rest});
  return outcome;
}

Result<Run> prepare_request_list(const Arguments& given) {
  PYX_ASSIGN(const VaultPlace place, vault_place(given));
  return Run([place](Context& context) { return run_request_list(place, context); });
}

}  // namespace

Commands request_commands() {
  return {{"request",
           "list",
           "list the requests that were never answered, newest first",
           {},
           vault_place_flags(),
           prepare_request_list}};
}

}  // namespace pyx::ceremony

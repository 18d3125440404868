#include "custody/server/sign_handler.h"

#include <utility>

#include "base/base64.h"
#include "base/json_reader.h"
#include "custody/server/problem.h"
#include "custody/server/request_body.h"

namespace pyx::server {
namespace {

constexpr std::size_t kMostEncodedBytes = (custody::kMostMessageBytes * 4 + 2) / 3;

Error wrong_count() {
  return error(Code::kBadInput,
               "messages must be 1 to " + std::to_string(custody::kMostMessages) + " strings");
}

Result<std::vector<Bytes>> read_messages(const json::array& list) {
  if (list.empty() || list.size() > custody::kMostMessages) return wrong_count();
  std::vector<Bytes> messages;
  messages.reserve(list.size());
  for (const json::value& item : list) {
    const auto* text = item.if_string();
    if (text == nullptr) return wrong_count();
    if (text->size() > kMostEncodedBytes) {
      return error(Code::kBadInput, "a message is longer than " +
                                        std::to_string(custody::kMostMessageBytes) + " bytes");
    }
    auto bytes = from_base64url({text->data(), text->size()});
    if (!bytes) {
      return error(Code::kBadInput, "message " + std::to_string(messages.size()) +
                                        " is not base64url: " + bytes.error().message);
    }
    messages.push_back(std::move(bytes).value());
  }
  return messages;
}

Result<custody::EcdsaForm> read_form(json::ObjectReader& reader) {
  if (!reader.has("ecdsa_form")) return custody::EcdsaForm::kDer;
  PYX_ASSIGN(const std::string form, reader.string("ecdsa_form"));
  if (form == "der") return custody::EcdsaForm::kDer;
  if (form == "p1363") return custody::EcdsaForm::kP1363;
  return error(Code::kBadInput, "ecdsa_form must be \"der\" or \"p1363\"");
}

void sign(custody::Vault& vault, const Request& request, const Respond& respond) {
  auto asked = read_sign_request(request);
  if (!asked) return respond(problem(asked.error()));
  const Uuid key = asked->key;
  vault.signing().submit(
      std::move(asked).value(), [key, respond](const Result<custody::SignAnswer>& answer) {
        respond(answer ? sign_response(key, *answer) : keyed_problem(answer.error()));
      });
}

}  // namespace

Result<custody::SignRequest> read_sign_request(const Request& request) {
  custody::SignRequest asked;
  asked.client = request.client;
  PYX_ASSIGN(asked.key, path_uuid(request));
  PYX_ASSIGN(asked.request, idempotency_key(request));
  if (has_more_commas(request.body, custody::kMostMessages)) return wrong_count();
  json::Limits limits;
  limits.most_bytes = kSignMostBodyBytes;
  limits.most_depth = 3;
  PYX_ASSIGN(const json::object body, json_object(request, limits));
  json::ObjectReader reader(body, "the sign request");
  PYX_ASSIGN(const json::array* const list, reader.array_member("messages"));
  PYX_ASSIGN(asked.messages, read_messages(*list));
  PYX_ASSIGN(asked.form, read_form(reader));
  PYX_TRY(reader.finish());
  return asked;
}

// Written by hand: the answers are most of what the daemon writes, and none of their strings needs
// an escape.
Response sign_response(const Uuid& key, const custody::SignAnswer& answer) {
  std::size_t signature_bytes = 0;
  for (const Bytes& one : answer.signatures) signature_bytes += one.size() * 4 / 3 + 8;
  Response response;
  response.status = 200;
  response.content_type = "application/json";
  response.leaf_index = answer.receipt.leaf_index;
  response.made = {key, answer.signatures.size()};
  std::string& body = response.body;
  body.reserve(512 + signature_bytes);
  body.append(R"({"key":")").append(key.text());
  body.append(R"(","scheme":")").append(pyx::to_text(answer.scheme));
  body.append(R"(","signatures":[)");
  for (const Bytes& one : answer.signatures) {
    if (body.back() != '[') body.push_back(',');
    body.append("\"").append(to_base64url(one)).append("\"");
  }
  body.append(R"(],"receipt":{"vault":")").append(to_hex(answer.receipt.vault));
  body.append(R"(","leaf_index":)").append(std::to_string(answer.receipt.leaf_index));
  body.append(R"(,"leaf_hash":")").append(to_hex(answer.receipt.leaf_hash));
  body.append(R"(","policy":")").append(to_hex(answer.receipt.policy)).append(R"("}})");
  return response;
}

std::vector<Route> sign_routes(custody::Vault& vault) {
  return {{Method::kPost, "/v1/keys/{id}/sign", Need::kSign, Lane::kNetwork, kSignMostBodyBytes,
           json_only([&vault](const Request& request, const Respond& respond) {
             sign(vault, request, respond);
           })}};
}

}  // namespace pyx::server

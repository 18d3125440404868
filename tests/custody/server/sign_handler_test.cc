#include "custody/server/sign_handler.h"

#include "base/base64.h"
#include "tests/custody/server/api_fixture.h"
#include "tests/matchers.h"

namespace pyx::server {
namespace sign_handler_test {

using pyx::testing::ApiFixture;
using pyx::testing::body_of;
using pyx::testing::IsProblem;
using pyx::testing::text_of;

class SignHandler : public ApiFixture {
 protected:
  std::string path() const { return "/v1/keys/" + vault.key().text() + "/sign"; }
  Request request(const std::string& body) const {
    Request out = post_request(path(), body);
    out.fields.push_back({"idempotency-key", id.text()});
    return out;
  }
  Response sign(const std::string& body) { return call("mint", request(body)); }
  // Trap 27: a refusal that went on to sign.
  void refuses(const std::string& body, std::string_view says) {
    const Response response = sign(body);
    EXPECT_THAT(response, IsProblem(400, "bad-input"));
    EXPECT_NE(response.body.find(says), std::string::npos) << response.body;
    EXPECT_EQ(vault.requests(), 0U);
  }
  static std::string messages(std::size_t count, std::size_t size) {
    const std::string one = "\"" + to_base64url(Bytes(size, 7)) + "\"";
    std::string body = R"({"messages":[)";
    for (std::size_t i = 0; i < count; ++i) body += (i > 0 ? "," : "") + one;
    return body + "]}";
  }
  const Uuid id = Uuid::v7(SystemClock().now());
};

TEST_F(SignHandler, AnswersWithSignaturesAndAReceipt) {
  const Response response = sign(R"({"messages":["aGk","eW91"]})");
  ASSERT_EQ(response.status, 200U) << response.body;
  const auto body = body_of(response);
  EXPECT_EQ(text_of(body, "key"), vault.key().text());
  EXPECT_EQ(text_of(body, "scheme"), "ecdsa-sha256");
  const auto& signatures = body.at("signatures").as_array();
  ASSERT_EQ(signatures.size(), 2U);
  const auto& first = signatures[0].as_string();
  EXPECT_TRUE(vault.key_list[0].public_key->verify(
      Scheme::kEcdsaSha256, as_bytes("hi"), from_base64url({first.data(), first.size()}).value()));
  const auto& receipt = body.at("receipt").as_object();
  EXPECT_EQ(text_of(receipt, "vault"), to_hex(vault.vault_id()));
  EXPECT_EQ(receipt.at("leaf_index").as_int64(), 1);
  EXPECT_EQ(vault.last_request().request, id);
  EXPECT_EQ(vault.last_request().client.san_uri, "urn:pyx:test:mint");
}

TEST_F(SignHandler, TheFormOfEcdsaIsAsked) {
  ASSERT_EQ(sign(R"({"messages":["aGk"],"ecdsa_form":"p1363"})").status, 200U);
  EXPECT_EQ(vault.last_request().form, custody::EcdsaForm::kP1363);
  ASSERT_EQ(sign(R"({"ecdsa_form":"der","messages":["aGk"]})").status, 200U);
  EXPECT_EQ(vault.last_request().form, custody::EcdsaForm::kDer);
}

TEST_F(SignHandler, AnIdempotencyKeyMayBeQuoted) {
  Request quoted = request(R"({"messages":["aGk"]})");
  quoted.fields.back().value = "\"" + id.text() + "\"";
  EXPECT_EQ(call("mint", quoted).status, 200U);
}

TEST_F(SignHandler, WithoutAUsableIdempotencyKeyNothingIsSigned) {
  for (const std::string value : {"", "1", "\"\"", "\"", "6f2f9d0c-5b1e-4c43-9f3f-0c9b2f5d1a11"}) {
    Request wrong = request(R"({"messages":["aGk"]})");
    wrong.fields.back().value = value;
    EXPECT_THAT(call("mint", wrong), IsProblem(400, "bad-input"));
  }
  Request none = request(R"({"messages":["aGk"]})");
  none.fields.pop_back();
  EXPECT_THAT(call("mint", none), IsProblem(400, "bad-input"));
  Request twice = request(R"({"messages":["aGk"]})");
  twice.fields.push_back(twice.fields.back());
  EXPECT_THAT(call("mint", twice), IsProblem(400, "bad-input"));
  EXPECT_EQ(vault.requests(), 0U);
}

TEST_F(SignHandler, NoMessageIsRefused) { refuses(R"({"messages":[]})", "1 to 256"); }
TEST_F(SignHandler, OneMessageIsTaken) { EXPECT_EQ(sign(messages(1, 3)).status, 200U); }
TEST_F(SignHandler, AsManyMessagesAsThereMayBeAreTaken) {
  EXPECT_EQ(sign(messages(256, 3)).status, 200U);
  EXPECT_EQ(vault.signed_messages(), 256U);
}
TEST_F(SignHandler, OneMessageMoreIsRefused) { refuses(messages(257, 3), "1 to 256"); }
TEST_F(SignHandler, TheLongestMessageIsTaken) {
  EXPECT_EQ(sign(messages(1, custody::kMostMessageBytes)).status, 200U);
}
TEST_F(SignHandler, ALongerMessageIsRefused) {
  refuses(messages(1, custody::kMostMessageBytes + 1), "longer than 65536");
}
TEST_F(SignHandler, TheLargestRequestFitsIntoItsBound) {
  EXPECT_LE(messages(256, custody::kMostMessageBytes).size(), kSignMostBodyBytes);
}

// Trap 28: sizes from the wire.
TEST_F(SignHandler, AFloodOfValuesIsRefusedBeforeItIsBuilt) {
  std::string body = R"({"messages":[0)";
  for (int i = 0; i < 1'000'000; ++i) body += ",0";
  refuses(body + "]}", "1 to 256");
}

TEST_F(SignHandler, MalformedBodiesAreRefused) {
  refuses("", "JSON");
  refuses("{", "JSON");
  refuses("[]", "object");
  refuses(R"({"messages":["aGk"]} x)", "behind");
  refuses(R"({"messages":["aGk"],"messages":["eW91"]})", "duplicate");
  refuses(R"({"messages":"aGk"})", "array");
  refuses(R"({"messages":[7]})", "strings");
  refuses(R"({"messages":[["aGk"]]})", "strings");
  refuses(R"({"messages":[[["aGk"]]]})", "nested");
  refuses(R"({"messages":["aGk="]})", "base64url");
  refuses(R"({"messages":["a/k"]})", "base64url");
  refuses(R"({"messages":["aGk"],"value":5})", "unknown member");
  refuses(R"({"messages":["aGk"],"ecdsa_form":"raw"})", "ecdsa_form");
  refuses(R"({"messages":["aGk"],"ecdsa_form":null})", "string");
}

TEST_F(SignHandler, WhoMayNotSignIsRefusedByName) {
  for (const std::string client : {"officers", "auditor", "nobody"}) {
    const Response response = call(client, request(R"({"messages":["aGk"]})"));
    EXPECT_THAT(response, IsProblem(403, "refused"));
    EXPECT_EQ(text_of(body_of(response), "control"), "CLIENT-PINNED");
  }
  EXPECT_EQ(vault.requests(), 0U);
}

TEST_F(SignHandler, ARequestIdWithAnotherBodyIs422) {
  vault.refuse_signing = error(Code::kConflict, "the id stands for another request");
  EXPECT_THAT(sign(R"({"messages":["aGk"]})"), IsProblem(422, "conflict"));
}

TEST_F(SignHandler, WhatTheDeskSaysComesThrough) {
  vault.refuse_signing = error(Code::kFrozen, "frozen");
  EXPECT_THAT(sign(R"({"messages":["aGk"]})"), IsProblem(423, "frozen"));
  vault.refuse_signing = refused("SIGN-GRANT", "not this key");
  EXPECT_THAT(sign(R"({"messages":["aGk"]})"), IsProblem(403, "refused"));
  vault.refuse_signing = error(Code::kRetry, "busy");
  EXPECT_THAT(sign(R"({"messages":["aGk"]})"), IsProblem(503, "retry"));
  EXPECT_EQ(vault.signed_messages(), 0U);
}

}  // namespace sign_handler_test
}  // namespace pyx::server

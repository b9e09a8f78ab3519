package io.hauberk.checks.whole;

import static io.hauberk.checks.whole.TokenGateway.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.apikey.ApiKey;
import io.hauberk.testkit.RawMessage;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens behind other credentials: all of a request are for one caller, on both containers. */
class SameCallerTest {
    private static final String FILE = """
            hauberk: 1
            issuers:
              id: { issuer: "ISSUER", audience: [shop] }
            consumers:
              acme: { keys: [ "sha256:ACME" ], groups: [ partners ], subjects: [ "ISSUER/alice" ] }
              bob: { keys: [ "sha256:BOB" ] }
            routes:
              - name: token
                match: [ { path: "/token" } ]
                filters: [ apiKey, { jwt: { issuer: id, claimHeaders: { x-user: sub } } }, authorize: { allow: [ { groups: partners } ] } ]
              - name: opaque
                match: [ { path: "/opaque" } ]
                filters: [ apiKey, { introspection: { issuer: id, audience: shop, client: { id: CLIENT, secret: "SECRET" } } } ]
              - name: turned
                match: [ { path: "/turned" } ]
                filters: [ { jwt: { issuer: id } }, apiKey ]
              - name: relayed
                match: [ { path: "/relayed" } ]
                filters: [ { jwt: { issuer: id } }, { jwt: { issuer: id, from: { header: x-token } } } ]
            """;

    @TempDir
    Path folder;

    private TokenGateway start(Container kind) throws Exception {
        String yaml = FILE.replace("ACME", ApiKey.hash("acme-key")).replace("BOB", ApiKey.hash("bob-key"));
        return new TokenGateway(kind, folder, yaml, "x-user");
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void theKeyAndTheTokenOfOneConsumerPassAndItStaysThatConsumer(Container kind) throws Exception {
        try (TokenGateway whole = start(kind)) {
            String alice = whole.issuer.token("alice", "shop", Map.of());
            RawMessage answer = whole.get("/token", "X-Api-Key: acme-key", bearer(alice));
            assertThat(answer.status())
                    .as("the consumer's group is what lets it in")
                    .isEqualTo(200);
            assertThat(answer.text()).endsWith(" alice");
            assertThat(whole.get("/turned", "X-Api-Key: acme-key", bearer(alice))
                            .status())
                    .isEqualTo(200);
            String opaque = whole.issuer.opaqueToken("alice", "shop", Map.of());
            assertThat(whole.get("/opaque", "X-Api-Key: acme-key", bearer(opaque))
                            .status())
                    .isEqualTo(200);
            assertThat(whole.get("/relayed", bearer(alice), "X-Token: " + alice).status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void theKeyOfOneAndTheTokenOfAnotherAreRefused(Container kind) throws Exception {
        try (TokenGateway whole = start(kind)) {
            String alice = whole.issuer.token("alice", "shop", Map.of());
            String mallory = whole.issuer.token("mallory", "shop", Map.of());
            for (RawMessage refused : new RawMessage[] {
                whole.get("/token", "X-Api-Key: acme-key", bearer(mallory)),
                whole.get("/token", "X-Api-Key: bob-key", bearer(alice)),
                whole.get(
                        "/opaque",
                        "X-Api-Key: acme-key",
                        bearer(whole.issuer.opaqueToken("mallory", "shop", Map.of()))),
                whole.get("/relayed", bearer(alice), "X-Token: " + mallory)
            }) {
                assertThat(refused.status()).isEqualTo(401);
                assertThat(refused.text()).doesNotContain("alice", "acme", "principal");
            }
            assertThat(whole.get("/turned", "X-Api-Key: bob-key", bearer(alice)).status())
                    .isIn(401, 403);
            Decisions.await(whole.meters, "jwt", "refused", 3);
        }
    }
}

package io.hauberk.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.config.Yaml;
import io.hauberk.consumer.MemoryConsumers;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiKeyTest {
    private final VirtualTime time = VirtualTime.moving();
    private final Consumers consumers = MemoryConsumers.of(
            Consumer.of("acme")
                    .groups(Set.of("partners"))
                    .with(
                            Credential.of(Kind.KEY, ApiKey.hash("key-1"), ""),
                            Credential.of(Kind.KEY, ApiKey.hash("key-2"), "")
                                    .expires(time.instant().plusSeconds(60))),
            Consumer.of("bob").with(Credential.of(Kind.KEY, ApiKey.hash("key-b"), "")));
    private final ApiKey filter = ApiKey.header("x-api-key").clock(time);

    private Handled send(ApiKey filter, String target, String... headers) throws IOException {
        Request request = Request.get(target).withHeaders(Headers.of(headers));
        request.exchange().put(Consumers.KEY, consumers);
        return FilterTest.of(filter).handle(request);
    }

    private static String rule(Handled handled) {
        return handled.rejection() == null ? "" : handled.rejection().rule();
    }

    @Test
    void eachOfItsKeysIsTheConsumersUntilItExpires() throws IOException {
        Handled first = send(filter, "/", "X-API-Key", "key-1");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.exchange().caller().consumer()).isEqualTo("acme");
        assertThat(first.exchange().caller().groups()).containsExactly("partners");
        assertThat(send(filter, "/", "x-api-key", "key-2").status()).isEqualTo(200);
        time.advance(Duration.ofSeconds(60));
        Handled expired = send(filter, "/", "x-api-key", "key-2");
        assertThat(expired.status()).isEqualTo(401);
        assertThat(rule(expired)).isEqualTo("expired-key");
        assertThat(send(filter, "/", "x-api-key", "key-1").status()).isEqualTo(200);
    }

    @Test
    void theKeyGoesNoFurtherAndNeitherDoesWhatCouldBeTakenForIt() throws IOException {
        Handled handled = send(filter, "/", "x-api-key", "key-1", "X_Api_Key", "other", "a", "b");
        assertThat(handled.passed().get(0).headers()).isEqualTo(Headers.of("a", "b"));
        ApiKey cookie = ApiKey.cookie("key").clock(time);
        assertThat(send(cookie, "/", "Cookie", "a=1; key=key-1; b=2")
                        .passed()
                        .get(0)
                        .header("Cookie"))
                .isEqualTo("a=1; b=2");
        assertThat(send(cookie, "/", "Cookie", "key=key-1")
                        .passed()
                        .get(0)
                        .headers()
                        .contains("Cookie"))
                .isFalse();
        ApiKey query = ApiKey.query("key").clock(time);
        assertThat(send(query, "/?a=1&key=key%2D1&b").passed().get(0).query()).isEqualTo("a=1&b");
        assertThat(send(query, "/?key=key-1").passed().get(0).query()).isNull();
    }

    @Test
    void aParameterWhoseNameIsEncodedIsTheSame() throws IOException {
        ApiKey query = ApiKey.query("key").clock(time);
        Handled handled = send(query, "/?a=1&k%65y=key-1&%zz=2");
        assertThat(handled.exchange().caller().consumer()).isEqualTo("acme");
        assertThat(handled.passed().get(0).query()).isEqualTo("a=1&%zz=2");
        assertThat(rule(send(query, "/?key=key-1&%6Bey=key-b"))).isEqualTo("several-keys");
        ApiKey cookie = ApiKey.cookie("key").clock(time);
        assertThat(send(cookie, "/", "Cookie", "k%65y=key-1").reason())
                .as("names of cookies are not encoded")
                .isEqualTo("unauthenticated");
    }

    @Test
    void severalKeysInOneRequestAreRefusedWhereverTheyStand() throws IOException {
        ApiKey anywhere = filter.orCookie("key").orQuery("key");
        assertThat(rule(send(filter, "/", "x-api-key", "key-1", "x-api-key", "key-1")))
                .isEqualTo("several-keys");
        assertThat(send(anywhere, "/?key=key-1", "x-api-key", "key-1").status()).isEqualTo(400);
        assertThat(send(anywhere, "/?key=key-1&key=key-b").status()).isEqualTo(400);
        assertThat(send(anywhere, "/", "Cookie", "key=key-1; key=key-b").status())
                .isEqualTo(400);
        assertThat(send(anywhere, "/", "Cookie", "key=key-1", "x-api-key", "nonsense")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void whatIsNoKeyIsRefused() throws IOException {
        assertThat(rule(send(filter, "/", "x-api-key", ""))).isEqualTo("empty-key");
        assertThat(rule(send(filter, "/", "x-api-key", "x".repeat(513)))).isEqualTo("key-too-long");
        assertThat(rule(send(ApiKey.query("key"), "/?key=%zz"))).isEqualTo("malformed-key");
        Handled unknown = send(filter, "/", "x-api-key", "nonsense");
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.header("WWW-Authenticate")).isEqualTo("ApiKey realm=\"hauberk\"");
        assertThat(send(filter, "/", "x-api-key", ApiKey.hash("key-1")).status())
                .isEqualTo(401);
        assertThat(send(filter, "/").reason()).isEqualTo("unauthenticated");
        assertThat(send(filter.optional(), "/").status()).isEqualTo(200);
        assertThat(send(filter.optional(), "/", "x-api-key", "nonsense").status())
                .isEqualTo(401);
    }

    @Test
    void whereTheConsumersCannotBeAskedNobodyPasses() throws IOException {
        Request request = Request.get("/").with("x-api-key", "key-1");
        request.exchange().put(Consumers.KEY, (kind, id) -> {
            throw new IOException("expected by this test");
        });
        Handled handled = FilterTest.of(filter).handle(request);
        assertThat(handled.status()).isEqualTo(503);
        assertThat(handled.header("Retry-After")).isEqualTo("1");
        assertThat(handled.passed()).isEmpty();
    }

    @Test
    void whoWasFoundBeforeMustBeTheSame() throws IOException {
        for (String key : new String[] {"key-1", "key-b"}) {
            Request request = Request.get("/").with("x-api-key", key);
            request.exchange().put(Consumers.KEY, consumers);
            request.exchange().attach(Consumer.of("acme").in(request.exchange().caller()));
            Handled handled = FilterTest.of(filter).handle(request);
            assertThat(handled.status()).isEqualTo(key.equals("key-1") ? 200 : 403);
            assertThat(handled.exchange().caller().consumer()).isEqualTo("acme");
        }
    }

    @Test
    void nothingThatIsRecordedShowsTheKey() throws IOException {
        Handled handled = send(filter, "/", "x-api-key", "key-1");
        assertThat(handled.exchange().decisions().toString())
                .doesNotContain("key-1")
                .contains("acme");
        assertThat(filter.secretNames()).contains("x-api-key");
    }

    @Test
    void yamlSaysTheSame() {
        assertThat(Yaml.read("{}", ApiKey::from).toString()).isEqualTo("apiKey (header x-api-key)");
        assertThat(Yaml.read("{ cookie: a, query: b, required: false }", ApiKey::from)
                        .toString())
                .isEqualTo("apiKey (cookie a, query b) where there is one");
        assertThat(Yaml.faults("{ header: \"a b\" }", ApiKey::from)).hasSize(1);
        assertThat(Yaml.faults("{ realm: \"a\\\"b\" }", ApiKey::from)).hasSize(1);
    }
}

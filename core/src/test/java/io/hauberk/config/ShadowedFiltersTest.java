package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each filter that decides, enforced and in shadow, through a gateway from a file. A new filter has to be entered below: how
 * it refuses, or that it decides nothing.
 */
class ShadowedFiltersTest {
    /**
     * Parameters by which a filter refuses a POST of 2,000 bytes without credentials from 192.0.2.1 that comes while an equal
     * one, let in before, is being answered.
     */
    private static final Map<String, String> REFUSING = Map.ofEntries(
            Map.entry("jwt", "{ issuer: corp }"),
            Map.entry("apiKey", "{}"),
            Map.entry("basic", "{}"),
            Map.entry("hmac", "{}"),
            Map.entry("signature", "{}"),
            Map.entry("mtls", "{ peers: [\"spiffe://shop/*\"] }"),
            Map.entry("introspection", "{ issuer: corp, client: { id: a } }"),
            Map.entry("quota", "{ limit: 1, per: year, by: address }"),
            Map.entry("anyOf", "{ of: [ apiKey, basic ] }"),
            Map.entry("allOf", "{ of: [ apiKey, basic ] }"),
            Map.entry("authorize", "{ allow: [] }"),
            Map.entry("ipAccess", "{ deny: [192.0.2.0/24] }"),
            Map.entry("rateLimit", "{ limit: 1, per: 1h, by: address }"),
            Map.entry("throttle", "{ limit: 1, per: 1h, queue: 0 }"),
            Map.entry("concurrencyLimit", "{ max: 1 }"),
            Map.entry("bodyLimit", "{ max: 1KB }"));

    /** Those that get tokens for calls; none can be made from nothing, so that in shadow each is some fault. */
    private static final Set<String> FETCHING_TOKENS = Set.of("tokenRelay", "clientCredentials", "tokenExchange");

    /**
     * Those that refuse nobody by themselves ({@code anonymous}), send people elsewhere ({@code login}), go by measurements
     * ({@code loadShedding}) or by the answers of a partner ({@code partnerLimit}). How they refuse, their own tests show; here
     * just that they can be shadowed.
     */
    private static final Set<String> SHOWN_ELSEWHERE = Set.of("anonymous", "login", "loadShedding", "partnerLimit");

    private static final Set<String> DECIDING_NOTHING =
            Set.of("sign", "requestHeaders", "responseHeaders", "rewrite", "timeout", "accessLog", "tracing");

    @TempDir
    Path folder;

    static Stream<String> filters() {
        return OwnFilters.all().stream().map(FilterKind::name);
    }

    private String file(String name, String parameters, String mode) {
        String more = parameters.replaceFirst("}$", (parameters.equals("{}") ? "" : ",") + " mode: " + mode + " }");
        return """
                hauberk: 1
                issuers:
                  corp: { issuer: "https://id.test", audience: [a], keys: "http://127.0.0.1:9/keys", algorithms: [RS256] }
                routes:
                  - name: all
                    match: [ { path: "/**" } ]
                    filters: [ { %s: %s } ]
                """.formatted(name, more);
    }

    @ParameterizedTest
    @MethodSource("filters")
    void inShadowWhatWouldBeRefusedPassesAndIsRecorded(String name) throws IOException {
        if (DECIDING_NOTHING.contains(name)) {
            assertThat(new Written(folder).write(file(name, "{}", "shadow")).validate())
                    .as("%s in shadow", name)
                    .anyMatch(fault -> fault.contains("cannot be shadowed"));
            return;
        }
        if (FETCHING_TOKENS.contains(name)) {
            assertThat(new Written(folder).write(file(name, "{}", "shadow")).validate())
                    .as("%s in shadow", name)
                    .isNotEmpty();
            return;
        }
        if (SHOWN_ELSEWHERE.contains(name)) {
            assertThat(new Written(folder).write(file(name, "{}", "shadow")).validate())
                    .as("%s in shadow", name)
                    .noneMatch(fault -> fault.contains("cannot be shadowed"));
            return;
        }
        assertThat(REFUSING)
                .as("Say here how the filter %s refuses, or that it decides nothing.", name)
                .containsKey(name);

        Request enforced = send(name, "enforce");
        assertThat(status(enforced)).as("the status when enforced").isBetween(400, 599);
        // One that is made of others refuses in the name of one of them.
        Decision refusal = decision(enforced, Outcome.REFUSED);
        assertThat(refusal.rule()).as("the rule in the record").isNotBlank();

        Request shadowed = send(name, "shadow");
        assertThat(status(shadowed)).as("the status in shadow").isEqualTo(200);
        assertThat(decision(shadowed, Outcome.WOULD_REFUSE))
                .isEqualTo(new Decision(refusal.filter(), Outcome.WOULD_REFUSE, refusal.rule(), refusal.input()));
        assertThat(shadowed.exchange().decisions()).noneMatch(decision -> decision.outcome() == Outcome.REFUSED);

        assertThat(status(send(name, "off"))).as("the status when off").isEqualTo(200);
    }

    private static Decision decision(Request request, Outcome outcome) {
        List<Decision> found = request.exchange().decisions().stream()
                .filter(decision -> decision.outcome() == outcome)
                .toList();
        assertThat(found)
                .as("%s in %s", outcome, request.exchange().decisions())
                .hasSize(1);
        return found.get(0);
    }

    private static int status(Request request) {
        List<Decision> all = request.exchange().decisions();
        return Integer.parseInt(String.valueOf(all.get(all.size() - 1).rule()));
    }

    /** The request that counts: the second, if the first is let in. */
    private Request send(String name, String mode) throws IOException {
        Written written = new Written(folder).write(file(name, REFUSING.get(name), mode));
        try (Hauberk hauberk = written.loader().load()) {
            List<Request> sent = new ArrayList<>();
            Handler[] application = new Handler[1];
            application[0] = request -> {
                if (sent.size() == 1) {
                    sendOne(hauberk, application[0], sent);
                }
                request.body().transferTo(java.io.OutputStream.nullOutputStream());
                return Response.of(200);
            };
            sendOne(hauberk, application[0], sent);
            return sent.get(sent.size() - 1);
        }
    }

    private static void sendOne(Hauberk hauberk, Handler application, List<Request> sent) throws IOException {
        Exchange exchange = Exchange.begin(Ticker.system());
        exchange.attach(Caller.unknown().withAddress("192.0.2.1"));
        Request request = Request.of(
                exchange,
                "POST",
                "http",
                "localhost",
                "/a",
                null,
                Headers.of("Host", "localhost", "Content-Length", "2000"),
                Body.of(new byte[2_000]));
        sent.add(request);
        try (Response response = hauberk.gateway().handle(request, application)) {
            exchange.record(Decision.of("test", Outcome.APPLIED, Integer.toString(response.status())));
        }
    }
}

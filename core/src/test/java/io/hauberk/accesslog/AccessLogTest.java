package io.hauberk.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.ClientAbortedException;
import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Head;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Trace;
import io.hauberk.network.Traffic;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccessLogTest {
    private final Lines lines = new Lines();

    private Request request(String method, String path, String query, String... headers) {
        Exchange exchange = Exchange.begin(lines.time);
        return Request.of(
                exchange, method, "https", "Shop.acme.test:8443", path, query, Headers.of(headers), Body.empty());
    }

    private Request get(String path) {
        return request("GET", path, null);
    }

    @Test
    void aLineTellsWhoAskedForWhatAndWhatCameOfIt() throws IOException {
        Request request = request("POST", "/orders", "page=2&token=s3cret", "User-Agent", "curl/8");
        Exchange exchange = request.exchange();
        exchange.attach(Caller.unknown()
                .withAddress("192.0.2.7")
                .withPrincipal("ada", "https://id.acme.test")
                .withConsumer("acme", java.util.Set.of())
                .withPeer("spiffe://shop/ns/prod/sa/edge"));
        exchange.identified("r-1");
        exchange.matched("orders");
        Trace trace = Trace.begin(true);
        exchange.traced(trace);

        Handled handled = FilterTest.of(lines.json())
                .before(passed -> {
                    lines.time.advance(Duration.ofMillis(12));
                    return Response.of(201, Headers.empty(), Body.of("made"));
                })
                .handle(request);
        lines.time.advance(Duration.ofNanos(3_456_000));
        assertThat(lines.all).isEmpty();
        handled.end(End.COMPLETED);

        assertThat(lines.read())
                .containsOnly(
                        Map.entry("time", "2026-01-01T12:00:00.000Z"),
                        Map.entry("method", "POST"),
                        Map.entry("scheme", "https"),
                        Map.entry("host", "shop.acme.test"),
                        Map.entry("path", "/orders"),
                        Map.entry("query", "page=*&token=*"),
                        Map.entry("route", "orders"),
                        Map.entry("status", 201L),
                        Map.entry("end", "completed"),
                        Map.entry("headMs", 12.0),
                        Map.entry("durationMs", 15.456),
                        Map.entry("bytesIn", 0L),
                        Map.entry("bytesOut", 4L),
                        Map.entry("address", "192.0.2.7"),
                        Map.entry("principal", "ada"),
                        Map.entry("issuer", "https://id.acme.test"),
                        Map.entry("consumer", "acme"),
                        Map.entry("peer", "spiffe://shop/ns/prod/sa/edge"),
                        Map.entry("userAgent", "curl/8"),
                        Map.entry("requestId", "r-1"),
                        Map.entry("traceId", trace.traceId()),
                        Map.entry("spanId", trace.spanId()));
    }

    @Test
    void everyTimeHasThreeDigitsOfItsSecond() {
        Timestamps timestamps = new Timestamps();
        for (String time :
                List.of("2026-01-01T12:00:00.007Z", "2026-01-01T12:00:00.120Z", "1969-12-31T23:59:59.999Z")) {
            assertThat(timestamps.text(java.time.Instant.parse(time).plusNanos(999)))
                    .isEqualTo(time);
        }
    }

    @Test
    void theSameAsTextHasOneFieldAfterTheOther() throws IOException {
        Request request = request("GET", "/a", null, "User-Agent", "a \"b\"");
        FilterTest.of(lines.in(AccessLog.text().without("time", "host", "headMs", "durationMs", "bytesIn")))
                .handle(request)
                .end(End.COMPLETED);

        assertThat(lines.only())
                .isEqualTo(
                        "method=GET scheme=https path=/a status=200 end=completed bytesOut=2 userAgent=\"a \\\"b\\\"\"");
    }

    @Test
    void theHeadThatLeavesCountsAlsoWhereTheApplicationSendsItItself() throws IOException {
        Filter log = lines.json();
        Filter inner = (request, next) -> next.handle(request, head -> head.withStatus(202));
        FilterTest.of((request, next) -> log.handle(request, inner.around(next)))
                .beforeApplication(new Head(200, Headers.empty()))
                .handle(get("/"))
                .end(End.CANCELLED);

        assertThat(lines.read()).containsEntry("status", 202L).containsEntry("end", "cancelled");
    }

    @Test
    void aRefusalTellsWhoRefusedAndShadowedOnesAreListed() throws IOException {
        Request request = get("/");
        request.exchange().record(new Decision("authorize", Outcome.WOULD_REFUSE, "admins", "denied"));
        request.exchange().record(new Decision("cache", Outcome.WOULD_REFUSE, null, new Object()));
        FilterTest.of(lines.json())
                .before(passed -> Response.refused(
                        Rejection.of("rateLimit", 429, "rate-limited").by("partner-limit")))
                .handle(request)
                .end(End.COMPLETED);

        assertThat(lines.read())
                .containsEntry("status", 429L)
                .containsEntry("filter", "rateLimit")
                .containsEntry("rule", "partner-limit")
                .containsEntry("reason", "rate-limited")
                .containsEntry("shadowed", List.of("authorize by admins: denied", "cache"));
    }

    @Test
    void aRefusalWhoseDocumentWasReplacedIsFoundInTheDecisions() throws IOException {
        Request request = get("/");
        request.exchange().record(new Decision("jwt", Outcome.REFUSED, "corp", "token-expired"));
        request.exchange().record(new Decision("mesh", Outcome.REFUSED, "orders", "no-endpoint"));
        FilterTest.of(lines.json())
                .before(passed -> Response.of(401, Headers.empty(), Body.of("go away")))
                .handle(request)
                .end(End.COMPLETED);

        assertThat(lines.read())
                .containsEntry("filter", "jwt")
                .containsEntry("rule", "corp")
                .containsEntry("reason", "token-expired");
    }

    @Test
    void whatIsThrownIsALineAndGoesOnAsItIs() {
        IllegalStateException failure = new IllegalStateException("secret");
        assertThatThrownBy(() ->
                        FilterTest.of(lines.json()).before(failing(failure)).handle(get("/")))
                .isSameAs(failure);

        assertThat(lines.read())
                .containsEntry("status", 500L)
                .containsEntry("end", "failed")
                .containsEntry("error", "java.lang.IllegalStateException")
                .doesNotContainKey("bytesOut");
        assertThat(lines.only()).doesNotContain("secret");
    }

    private static Handler failing(RuntimeException failure) {
        return request -> {
            throw failure;
        };
    }

    @Test
    void aClientThatWentAwayIsNoFailure() {
        assertThatThrownBy(() -> FilterTest.of(lines.json())
                        .before(request -> {
                            throw new ClientAbortedException(new IOException("gone"));
                        })
                        .handle(get("/")))
                .isInstanceOf(ClientAbortedException.class);
        assertThat(lines.read()).containsEntry("status", 499L).containsEntry("end", "cancelled");
    }

    @Test
    void aCallThatGotNoAnswerHasNoStatus() {
        assertThatThrownBy(() -> FilterTest.of(lines.json())
                        .before(request -> {
                            throw new ConnectException("10.0.0.7");
                        })
                        .handle(get("/")))
                .isInstanceOf(ConnectException.class);
        assertThat(lines.read()).doesNotContainKey("status").containsEntry("error", "java.net.ConnectException");
    }

    @Test
    void bytesAreThoseThatAnAdapterCounts() throws IOException {
        FilterTest.of(lines.json())
                .before(request -> {
                    Traffic traffic = Traffic.counting(request.exchange());
                    traffic.read(7);
                    traffic.wrote(5);
                    traffic.unwrite();
                    traffic.wrote(3);
                    return Response.sent(new Head(200, Headers.empty()));
                })
                .handle(get("/"))
                .end(End.COMPLETED);
        assertThat(lines.read()).containsEntry("bytesIn", 7L).containsEntry("bytesOut", 3L);
    }

    @Test
    void whatCannotBeKnownIsLeftOut() throws IOException {
        FilterTest.of(lines.json())
                .beforeApplication(new Head(200, Headers.empty()))
                .handle(get("/"))
                .end(End.COMPLETED);
        assertThat(lines.read())
                .doesNotContainKeys("bytesOut", "query", "route", "principal", "traceId", "requestId", "filter");
    }

    @Test
    void whereAnotherTracerOwnsTheTraceItsIdIsThatOfTheCaller() throws IOException {
        String id = "0af7651916cd43dd8448eb211c80319c";
        FilterTest.of(lines.json())
                .handle(request("GET", "/", null, "traceparent", "00-" + id + "-b7ad6b7169203331-01"))
                .end(End.COMPLETED);
        assertThat(lines.read()).containsEntry("traceId", id).doesNotContainKey("spanId");
    }

    @Test
    void onlySuccessIsSampled() throws IOException {
        lines.chance = -1;
        AccessLog log = lines.in(AccessLog.json().sample(50).slow(Duration.ofSeconds(1)));
        FilterTest.of(log).handle(get("/ordinary")).end(End.COMPLETED);
        assertThat(lines.all).isEmpty();

        Handled slow = FilterTest.of(log).handle(get("/slow"));
        lines.time.advance(Duration.ofSeconds(1));
        slow.end(End.COMPLETED);
        FilterTest.of(log)
                .before(request -> Response.of(404))
                .handle(get("/404"))
                .end(End.COMPLETED);
        FilterTest.of(log).handle(get("/broken")).end(End.FAILED);
        Request shadowed = get("/shadowed");
        shadowed.exchange().record(Decision.of("jwt", Outcome.WOULD_REFUSE, null));
        FilterTest.of(log).handle(shadowed).end(End.COMPLETED);
        lines.chance = 0;
        FilterTest.of(log).handle(get("/picked")).end(End.COMPLETED);

        assertThat(lines.all)
                .extracting(line -> line.replaceAll(".*\"path\":\"(.*?)\".*", "$1"))
                .containsExactly("/slow", "/404", "/broken", "/shadowed", "/picked");
    }

    @Test
    void allowedFieldsAndAddedOnesAreThere() throws IOException {
        AccessLog log = lines.in(AccessLog.json()
                .requestHeaders("X-Tenant", "Referer", "absent")
                .responseHeaders("Content-Type", "Location")
                .queryValues("page")
                .with("environment", "prod")
                .with("decisions", exchange -> exchange.decisions().size())
                .with("nothing", exchange -> null)
                .with("broken", exchange -> {
                    throw new IllegalStateException("secret");
                }));
        FilterTest.of(log)
                .before(request -> Response.of(
                        302, Headers.of("Content-Type", "text/plain", "Location", "https://a/b?token=1"), Body.empty()))
                .handle(request(
                        "GET", "/", "page=7&x=1", "x-tenant", "a", "X-TENANT", "b", "referer", "https://u:p@c/d#e"))
                .end(End.COMPLETED);

        assertThat(lines.read())
                .containsEntry("query", "page=7&x=*")
                .containsEntry("request.x-tenant", "a, b")
                .containsEntry("request.referer", "https://c/d?*")
                .containsEntry("response.content-type", "text/plain")
                .containsEntry("response.location", "https://a/b?*")
                .containsEntry("environment", "prod")
                .containsEntry("decisions", 0L)
                .containsEntry("broken", "failed with java.lang.IllegalStateException")
                .doesNotContainKeys("request.absent", "nothing");
    }

    @Test
    void credentialsCannotBeAllowed() {
        for (String name : List.of("Authorization", "cookie", "Set-Cookie", "X-API-Key", "dpop")) {
            assertThatThrownBy(() -> AccessLog.json().requestHeaders(name)).hasMessageContaining("credentials");
            assertThatThrownBy(() -> AccessLog.json().responseHeaders(name)).hasMessageContaining("credentials");
        }
    }

    @Test
    void whatMakesNoSenseIsRefusedInASentence() {
        AccessLog log = AccessLog.json();
        assertThatThrownBy(() -> log.without("adress")).hasMessageContaining("address");
        assertThatThrownBy(() -> log.with("status", "x")).hasMessageContaining("another name");
        assertThatThrownBy(() -> log.with("a", "x").with("a", "y")).hasMessageContaining("another name");
        assertThatThrownBy(() -> log.with("a b", "x")).hasMessageContaining("cannot be the name");
        assertThatThrownBy(() -> log.sample(-1)).hasMessageContaining("from 0 to 100");
        assertThatThrownBy(() -> log.maxLength(1)).hasMessageContaining("16 to 65536");
    }

    @Test
    void tellsAndDoesNotDecide() {
        assertThat(AccessLog.json().concern()).isEqualTo(Concern.TELEMETRY);
        assertThat(AccessLog.json().name()).isEqualTo("accessLog");
        assertThat(AccessLog.json().sample(10))
                .hasToString("accessLog(json to hauberk.access, 10.0 % of what succeeded)");
        assertThatThrownBy(() -> AccessLog.json().shadowed()).isInstanceOf(IllegalStateException.class);
    }
}

package io.hauberk.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Caller;
import io.hauberk.Concern;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Trace;
import io.hauberk.config.Yaml;
import io.hauberk.network.Normalisation;
import io.hauberk.network.TrustedProxies;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracingTest {
    private static final String ID = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "00-" + ID + "-b7ad6b7169203331-01";
    private static final Tracing TRACING = Tracing.w3c();

    private static Request request(String... headers) {
        Request request = Request.get("/");
        for (int i = 0; i < headers.length; i += 2) {
            request = request.withHeaders(request.headers().adding(headers[i], headers[i + 1]));
        }
        return request;
    }

    private static Trace trace(Handled handled) {
        return handled.exchange().trace();
    }

    @Test
    void continuesTheTraceOfItsCallerAsASpanOfItsOwn() throws IOException {
        Handled handled = FilterTest.of(TRACING).handle(request("Traceparent", CALLER, "tracestate", "a=1, b=2"));

        Trace trace = trace(handled);
        assertThat(trace.traceId()).isEqualTo(ID);
        assertThat(trace.spanId()).isNotEqualTo("b7ad6b7169203331");
        assertThat(trace.sampled()).isTrue();
        assertThat(trace.state()).isEqualTo("a=1,b=2");
        assertThat(handled.request().headers().all("traceparent")).containsExactly(trace.traceparent());
        assertThat(handled.request().headers().all("tracestate")).containsExactly("a=1,b=2");
        assertThat(handled.decisions()).singleElement().hasToString("tracing applied by continued");
    }

    @Test
    void beginsATraceWhereThereIsNoneAndForgetsAStateThatBelongsToNone() throws IOException {
        Handled handled = FilterTest.of(TRACING).handle(request("tracestate", "a=1", "baggage", "k=v"));

        assertThat(trace(handled).traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-03");
        assertThat(handled.request().header("traceparent"))
                .isEqualTo(trace(handled).traceparent());
        assertThat(handled.request().headers().contains("tracestate")).isFalse();
        assertThat(handled.request().header("baggage")).isEqualTo("k=v");
        assertThat(handled.decisions()).singleElement().hasToString("tracing applied by begun");
    }

    @Test
    void twoTraceparentsAreNone() throws IOException {
        Handled handled = FilterTest.of(TRACING).handle(request("traceparent", CALLER, "traceparent", CALLER));

        assertThat(trace(handled).traceId()).isNotEqualTo(ID);
        assertThat(handled.request().headers().all("traceparent"))
                .containsExactly(trace(handled).traceparent());
    }

    @Test
    void blanksAroundTheFieldDoNotMatter() throws IOException {
        assertThat(trace(FilterTest.of(TRACING).handle(request("traceparent", " \t" + CALLER + " ")))
                        .traceId())
                .isEqualTo(ID);
    }

    @Test
    void aStateThatIsNotWellFormedDoesNotSpoilTheTrace() throws IOException {
        Handled handled = FilterTest.of(TRACING).handle(request("traceparent", CALLER, "tracestate", "a=1,B=2"));

        assertThat(trace(handled).traceId()).isEqualTo(ID);
        assertThat(trace(handled).state()).isNull();
        assertThat(handled.request().headers().contains("tracestate")).isFalse();
    }

    @Test
    void flagsThatItDoesNotKnowBecomeZeroAndThoseThatItKnowsGoOn() throws IOException {
        for (String[] flags :
                new String[][] {{"00", "00"}, {"01", "01"}, {"02", "02"}, {"03", "03"}, {"ff", "03"}, {"fc", "00"}}) {
            Handled handled = FilterTest.of(TRACING).handle(request("traceparent", CALLER.substring(0, 53) + flags[0]));
            assertThat(trace(handled).traceparent()).endsWith('-' + flags[1]);
        }
    }

    @Test
    void whoHasATraceKeepsIt() throws IOException {
        Request request = request("traceparent", CALLER);
        Trace before = Trace.begin(false);
        request.exchange().traced(before);

        Handled handled = FilterTest.of(TRACING).handle(request);

        assertThat(trace(handled)).isSameAs(before);
        assertThat(handled.request()).isSameAs(request);
    }

    @Test
    void whereAnotherTracerIsAtWorkNothingIsTouched() throws IOException {
        Request request = request("traceparent", CALLER);

        Handled handled = FilterTest.of(TRACING.never()).handle(request);

        assertThat(trace(handled)).isNull();
        assertThat(handled.request()).isSameAs(request);
        assertThat(handled.outcomes()).containsExactly(Outcome.SKIPPED);
        assertThat(trace(FilterTest.of(TRACING.never().always()).handle(request)))
                .isNotNull();
    }

    @Test
    void tracersAreFoundByTheirClasses() {
        assertThat(Tracers.found()).isNull();
        assertThat(Tracers.among("io.opentelemetry.javaagent.OpenTelemetryAgent"::equals))
                .isEqualTo("the OpenTelemetry agent");
        assertThat(Tracers.among("io.micrometer.tracing.Tracer"::equals)).isEqualTo("Micrometer Tracing");
    }

    @Test
    void aStrangerNeitherJoinsATraceNorBringsBaggageWhereOnlyTheTrustedAreContinued() throws IOException {
        FilterTest test = FilterTest.of(TRACING.continuingTrusted());
        String[] fields = {"traceparent", CALLER, "tracestate", "a=1", "Baggage", "k=v", "b3", "0", "X-B3-Flags", "1"};

        Handled stranger = test.handle(arrived("192.0.2.1", fields));

        assertThat(trace(stranger).traceId()).isNotEqualTo(ID);
        assertThat(stranger.request().headers().without("x-request-id").without("traceparent"))
                .isEmpty();
        assertThat(stranger.decisions()).singleElement().hasToString("tracing applied by restarted");

        Handled proxy = test.handle(arrived("10.0.0.1", fields));
        assertThat(trace(proxy).traceId()).isEqualTo(ID);
        assertThat(proxy.request().header("baggage")).isEqualTo("k=v");

        Request peer = request(fields);
        peer.exchange().attach(Caller.unknown().withPeer("spiffe://shop/ns/prod/sa/edge"));
        assertThat(trace(test.handle(peer)).traceId()).isEqualTo(ID);
    }

    private static Request arrived(String address, String... headers) {
        Request request = request(headers);
        request.exchange().attach(Caller.unknown().withAddress(address));
        return Normalisation.behind(TrustedProxies.of("10.0.0.0/8")).apply(request);
    }

    @Test
    void whereNobodyIsContinuedEveryTraceIsNew() throws IOException {
        Handled handled = FilterTest.of(TRACING.restarting()).handle(arrived("10.0.0.1", "traceparent", CALLER));
        assertThat(trace(handled).traceId()).isNotEqualTo(ID);
    }

    @Test
    void chanceMarksNewTracesAndNoneThatIsContinued() throws IOException {
        long[] next = {0};
        Tracing tracing = new Tracing(null, Tracing.From.ANYONE, 25, false, Labels.MDC, () -> next[0]);
        assertThat(trace(FilterTest.of(tracing).get("/")).sampled()).isTrue();
        next[0] = -1;
        assertThat(trace(FilterTest.of(tracing).get("/")).sampled()).isFalse();
        assertThat(trace(FilterTest.of(tracing).handle(request("traceparent", CALLER)))
                        .sampled())
                .isTrue();
        next[0] = 1L << 62; // a quarter of all unsigned numbers
        assertThat(trace(FilterTest.of(tracing).get("/")).sampled()).isFalse();
        next[0] = (1L << 62) - (1L << 11);
        assertThat(trace(FilterTest.of(tracing).get("/")).sampled()).isTrue();
    }

    @Test
    void labelsAreSetInsideAndPutBackWhateverHappens() throws IOException {
        Map<String, String> mdc = new HashMap<>(Map.of("hauberk.spanId", "before"));
        Tracing tracing = new Tracing(null, Tracing.From.ANYONE, 100, true, new MapLabels(mdc), () -> 0);
        Map<String, String> seen = new HashMap<>();

        Handled handled = FilterTest.of(tracing)
                .before(request -> {
                    seen.putAll(mdc);
                    return Response.ok("");
                })
                .get("/");

        assertThat(seen)
                .containsOnly(
                        Map.entry("hauberk.traceId", trace(handled).traceId()),
                        Map.entry("hauberk.spanId", trace(handled).spanId()));
        assertThat(mdc).containsOnly(Map.entry("hauberk.spanId", "before"));
        assertThatThrownBy(() -> FilterTest.of(tracing)
                        .before(request -> {
                            throw new IllegalStateException();
                        })
                        .get("/"))
                .isInstanceOf(IllegalStateException.class);
        assertThat(mdc).containsOnly(Map.entry("hauberk.spanId", "before"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                        | tracing
            {continue: trusted, mdc: on, sample: 10}  | tracing(continues trusted)
            {continue: nobody}                        | tracing(continues nobody)
            {create: always}                          | tracing
            {create: never}                           | tracing(left to another tracer)
            """)
    void isReadFromAFile(String yaml, String expected) {
        assertThat(Yaml.read(yaml, Tracing::from)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {continue: friends} | anyone
            {create: maybe}     | auto
            {sample: 0.5}       | percent
            {sampled: 1}        | Did you mean "sample"?
            """)
    void whatIsWrongInAFileIsSaid(String yaml, String fault) {
        List<String> faults = Yaml.faults(yaml, Tracing::from);
        assertThat(faults).singleElement().asString().contains(fault);
    }

    @Test
    void tellsAndDoesNotDecide() {
        assertThat(TRACING.concern()).isEqualTo(Concern.TELEMETRY);
        assertThat(TRACING.name()).isEqualTo("tracing");
        assertThatThrownBy(() -> TRACING.sample(101)).hasMessageContaining("from 0 to 100");
        assertThatThrownBy(() -> TRACING.sample(Double.NaN)).hasMessageContaining("from 0 to 100");
    }

    private record MapLabels(Map<String, String> map) implements Labels {
        @Override
        public String get(String name) {
            return map.get(name);
        }

        @Override
        public void put(String name, String value) {
            map.put(name, value);
        }

        @Override
        public void remove(String name) {
            map.remove(name);
        }
    }
}

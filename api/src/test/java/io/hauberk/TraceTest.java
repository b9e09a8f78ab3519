package io.hauberk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** W3C Trace Context, level 2. */
class TraceTest {
    private static final String VALID = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void readsATraceparent() {
        Trace trace = Trace.parse(VALID, "a=1,b=2");

        assertThat(trace)
                .isEqualTo(new Trace("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true, false, "a=1,b=2"));
        assertThat(trace.traceparent()).isEqualTo(VALID);
    }

    @Test
    void readsTheSampledFlagAlone() {
        assertThat(Trace.parse(VALID.replaceFirst("01$", "00"), null).sampled()).isFalse();
        assertThat(Trace.parse(VALID.replaceFirst("01$", "fe"), null).sampled()).isFalse();
        assertThat(Trace.parse(VALID.replaceFirst("01$", "ff"), null).sampled()).isTrue();
    }

    @Test
    void passesOnWhetherTheIdIsRandomAndNoOtherFlag() {
        assertThat(Trace.parse(VALID, null).random()).isFalse();
        Trace trace = Trace.parse(VALID.replaceFirst("01$", "fe"), null);
        assertThat(trace.random()).isTrue();
        assertThat(trace.child().traceparent()).endsWith("-02");
        assertThat(Trace.parse(VALID.replaceFirst("01$", "03"), null).traceparent())
                .endsWith("-03");
        assertThat(Trace.begin(true).random()).isTrue();
    }

    @Test
    void readsLaterVersionsAsFarAsItKnowsThem() {
        assertThat(Trace.parse("cc" + VALID.substring(2), null)).isNotNull();
        assertThat(Trace.parse("cc" + VALID.substring(2) + "-what-comes-later", null))
                .isNotNull();
        assertThat(Trace.parse("cc" + VALID.substring(2) + ".what", null)).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-extra",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
                "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
                "0g-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319\u0663-b7ad6b7169203331-01"
            })
    void whatIsNotWellFormedBeginsNothing(String traceparent) {
        assertThat(Trace.parse(traceparent, null)).isNull();
    }

    @Test
    void aNewTraceCanBeReadAgain() {
        Trace trace = Trace.begin(true);

        assertThat(Trace.parse(trace.traceparent(), null)).isEqualTo(trace);
        assertThat(Trace.begin(true)).isNotEqualTo(trace);
    }

    @Test
    void aChildIsAnotherSpanOfTheSameTrace() {
        Trace trace = Trace.parse(VALID, "a=1");
        Trace child = trace.child();

        assertThat(child.traceId()).isEqualTo(trace.traceId());
        assertThat(child.spanId()).hasSize(16).isNotEqualTo(trace.spanId());
        assertThat(child.sampled()).isTrue();
        assertThat(child.state()).isEqualTo("a=1");
    }

    @Test
    void aSpanBelowAFieldIsTheChildOfWhatTheFieldSays() {
        Trace below = Trace.below(VALID, "a=1");
        Trace came = Trace.parse(VALID, "a=1");

        assertThat(below.spanId()).matches("[0-9a-f]{16}").isNotEqualTo(came.spanId());
        assertThat(new Trace(below.traceId(), came.spanId(), below.sampled(), below.random(), below.state()))
                .isEqualTo(came);
        assertThat(Trace.below(null, "a=1")).isNull();
        assertThat(Trace.below(VALID.replace('b', 'B'), "a=1")).isNull();
    }
}

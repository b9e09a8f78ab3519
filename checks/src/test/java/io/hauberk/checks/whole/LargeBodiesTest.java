package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import okhttp3.Protocol;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies pass as they come, whatever their size. */
class LargeBodiesTest {
    private static final long MEGABYTE = 1_000_000;
    private static final long GIGABYTE = 1_000_000_000;

    @ParameterizedTest
    @CsvSource({"JETTY,GUARD", "JETTY,GATEWAY", "TOMCAT,GUARD", "TOMCAT,GATEWAY"})
    void megabytesPassBothWays(Container container, Mode mode) throws Exception {
        try (Stage stage = Stage.here(container, mode, Side.LONG)) {
            passesBothWays(stage, Protocol.HTTP_1_1, 5 * MEGABYTE);
            passesBothWays(stage, Protocol.H2_PRIOR_KNOWLEDGE, 5 * MEGABYTE);
        }
    }

    @Tag("long")
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    @ParameterizedTest
    @CsvSource({"JETTY,GUARD", "JETTY,GATEWAY", "TOMCAT,GUARD", "TOMCAT,GATEWAY"})
    void aGigabytePassesBothWaysThroughAHeapOf64Megabytes(Container container, Mode mode) throws Exception {
        try (Stage stage = Stage.forked(container, mode)) {
            assertThat(stage.heap()).isLessThanOrEqualTo(64L << 20);
            passesBothWays(stage, Protocol.HTTP_1_1, GIGABYTE);
            stage.awaitNothingInFlight();
        }
    }

    private static void passesBothWays(Stage stage, Protocol protocol, long bytes) throws Exception {
        String sum = Pattern.sum(bytes);
        try (Load load = new Load(stage.port(), protocol)) {
            assertThat(load.post("/up", Load.pattern(bytes, true))).isEqualTo(sum);
            assertThat(load.post("/up", Load.pattern(bytes, false))).isEqualTo(sum);
            assertThat(load.sum("/down?" + bytes)).isEqualTo(sum);
            assertThat(load.sum("/down/known?" + bytes)).isEqualTo(sum);
        }
    }
}

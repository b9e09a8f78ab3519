package io.hauberk.retrofit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.DeadlineExceededException;
import io.hauberk.annotation.Retried;
import io.hauberk.annotation.TimeLimited;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.Balancer;
import io.hauberk.service.CallOptions;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.Script;
import java.time.Duration;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import retrofit2.Call;
import retrofit2.Retrofit;
import retrofit2.http.GET;
import retrofit2.http.Tag;

/** What annotations on Retrofit's interfaces say. */
class MeshCallsTest {
    private Mesh mesh;

    @AfterEach
    void close() {
        mesh.close();
    }

    private void mesh(int... ports) {
        String[] endpoints = new String[ports.length];
        for (int i = 0; i < ports.length; i++) {
            endpoints[i] = "http://127.0.0.1:" + ports[i];
        }
        mesh = Mesh.builder()
                .service(
                        "orders",
                        orders -> orders.endpoints(endpoints)
                                .balance(Balancer.roundRobin())
                                .connectTimeout(Duration.ofSeconds(60)))
                .build();
    }

    private <T> T client(Class<T> type) {
        return new Retrofit.Builder()
                .baseUrl("http://orders/")
                .callFactory(MeshCalls.of(mesh.okHttp()))
                .build()
                .create(type);
    }

    // guide
    interface Orders {
        @GET("42")
        @TimeLimited("2s")
        @Retried(2)
        Call<ResponseBody> order();
    }

    // end

    @Retried(value = 1, on = "no-such-thing")
    interface Wrong {
        @GET("/")
        Call<ResponseBody> order();
    }

    interface Tagged {
        @GET("/")
        @TimeLimited("10s")
        Call<ResponseBody> order(@Tag CallOptions options);
    }

    @Test
    void theGuideIsTrue() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("42"))) {
            mesh(server.port());
            // guide
            Retrofit retrofit = new Retrofit.Builder()
                    .baseUrl("http://orders/")
                    .callFactory(MeshCalls.of(mesh.okHttp()))
                    .build();
            Orders orders = retrofit.create(Orders.class);
            // end
            assertThat(orders.order().execute().body().string()).isEqualTo("42");
        }
    }

    @Test
    void aTimeOnAMethodHoldsForItsCalls() throws Exception {
        // Two seconds are all that these calls have.
        RealTime.holds(scale -> aTimeOnAMethodHoldsForItsCallsWithoutAStall());
    }

    private void aTimeOnAMethodHoldsForItsCallsWithoutAStall() throws Exception {
        try (RawServer server = RawServer.start(Script.silent())) {
            mesh(server.port());
            Orders orders = client(Orders.class);

            assertThatThrownBy(() -> orders.order().execute()).isInstanceOf(DeadlineExceededException.class);
            assertThat(Integer.parseInt(server.requests().get(0).header("x-envoy-expected-rq-timeout-ms")))
                    .isBetween(1, 2_000);
        }
    }

    @Test
    void retriesOnAMethodHoldForItsCalls() throws Exception {
        // Two seconds are all that these calls have.
        RealTime.holds(scale -> retriesOnAMethodHoldForItsCallsWithoutAStall());
    }

    private void retriesOnAMethodHoldForItsCallsWithoutAStall() throws Exception {
        try (RawServer dying = RawServer.start(Script.resettingAfterRequest());
                RawServer alive = RawServer.start(Script.ok("42"))) {
            mesh(dying.port(), alive.port());
            Orders orders = client(Orders.class);
            for (int i = 0; i < 2; i++) {
                assertThat(orders.order().execute().body().string()).isEqualTo("42");
            }
            assertThat(dying.requests()).isNotEmpty();
        }
    }

    @Test
    void aTagOfTheCallWinsOverTheMethod() throws Exception {
        try (RawServer server = RawServer.start(Script.silent())) {
            mesh(server.port());
            Tagged orders = client(Tagged.class);

            assertThatThrownBy(() -> orders.order(CallOptions.none().timeout(Duration.ofMillis(200)))
                            .execute())
                    .isInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    void aBadValueFailsAtTheFirstCallAndNamesTheMethod() throws Exception {
        mesh(1);
        Wrong wrong = client(Wrong.class);

        assertThatThrownBy(() -> wrong.order().execute())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Wrong")
                .hasMessageContaining("no-such-thing");
    }
}

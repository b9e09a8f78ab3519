package io.hauberk.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.DeadlineExceededException;
import io.hauberk.okhttp.Mesh;
import io.hauberk.service.CallOptions;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.Script;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.SpringVersion;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/** What is Spring's own, and is kept. */
class MeshRequestsTest {
    private Mesh mesh;

    @AfterEach
    void close() {
        mesh.close();
    }

    private void mesh(RawServer server) {
        mesh = Mesh.builder()
                .service(
                        "orders",
                        orders -> orders.endpoints("http://127.0.0.1:" + server.port())
                                .connectTimeout(Duration.ofSeconds(60)))
                .build();
    }

    // guide
    interface Orders {
        @GetExchange("/42")
        String order();
    }

    // end

    interface Sending {
        @PostExchange("/")
        String send(@RequestBody String body);
    }

    @Test
    void theGuideIsTrue() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("42"))) {
            mesh(server);
            // guide
            RestClient http = RestClient.builder()
                    .requestFactory(MeshRequests.of(mesh))
                    .baseUrl("http://orders")
                    .build();
            String order = http.get().uri("/42").retrieve().body(String.class);

            Orders orders = HttpServiceProxyFactory.builderFor(RestClientAdapter.create(http))
                    .build()
                    .createClient(Orders.class);
            RestTemplate template = new RestTemplate(MeshRequests.of(mesh));
            // end
            assertThat(order).isEqualTo("42");
            assertThat(orders.order()).isEqualTo("42");
            assertThat(template.getForObject("http://orders/42", String.class)).isEqualTo("42");
        }
    }

    @Test
    void thisIsTheSpringThatIsMeant() throws Exception {
        mesh = Mesh.builder().build();
        String major = System.getProperty("hauberk.test.spring", "6");
        assertThat(SpringVersion.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .contains(major.equals("7") ? "spring-7/spring-core.jar" : "spring-core-6.");
    }

    @Test
    void interceptorsSeeRequestsAndStatusesAreHandledAsEver() throws Exception {
        String broken = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops";
        try (RawServer server = RawServer.start(Script.answering(broken))) {
            mesh(server);
            RestClient http = RestClient.builder()
                    .requestFactory(MeshRequests.of(mesh))
                    .requestInterceptor((request, body, execution) -> {
                        request.getHeaders().add("X-Own", "1");
                        return execution.execute(request, body);
                    })
                    .build();

            assertThatThrownBy(() -> http.post()
                            .uri("http://orders/")
                            .body("body")
                            .retrieve()
                            .toBodilessEntity())
                    .isInstanceOf(HttpServerErrorException.class)
                    .hasMessageContaining("oops");
            assertThat(server.requests().get(0).header("X-Own")).isEqualTo("1");
            assertThat(server.requests().get(0).text()).isEqualTo("body");
        }
    }

    @Test
    void optionsOfOneCallAreAnAttribute() throws Exception {
        CallOptions quick = CallOptions.none().timeout(Duration.ofMillis(200));
        try (RawServer server = RawServer.start(Script.silent())) {
            mesh(server);
            RestClient http =
                    RestClient.builder().requestFactory(MeshRequests.of(mesh)).build();

            assertThatThrownBy(() -> http.get()
                            .uri("http://orders/")
                            .attribute(CallOptions.class.getName(), quick)
                            .retrieve()
                            .toBodilessEntity())
                    .isInstanceOf(ResourceAccessException.class)
                    .hasCauseInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    void otherHostsAreCalledAsBefore() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("service"));
                RawServer outside = RawServer.start(Script.ok("outside"))) {
            mesh(server);
            RestClient http = RestClient.builder()
                    .requestFactory(MeshRequests.wrap(mesh, new SimpleClientHttpRequestFactory()))
                    .build();

            String answer = http.get()
                    .uri("http://127.0.0.1:" + outside.port() + "/")
                    .retrieve()
                    .body(String.class);

            assertThat(answer).isEqualTo("outside");
            assertThat(outside.requests().get(0).header("User-Agent")).startsWith("Java/");
            assertThat(http.get().uri("http://orders/").retrieve().body(String.class))
                    .isEqualTo("service");
        }
    }

    @Test
    void anHttpInterfaceSendsItsBody() throws Exception {
        try (RawServer server = RawServer.start(Script.ok("hi"))) {
            mesh(server);
            RestClient http = RestClient.builder()
                    .requestFactory(MeshRequests.of(mesh))
                    .baseUrl("http://orders")
                    .build();
            Sending sending = HttpServiceProxyFactory.builderFor(RestClientAdapter.create(http))
                    .build()
                    .createClient(Sending.class);

            assertThat(sending.send("body")).isEqualTo("hi");
            assertThat(server.requests().get(0).text()).isEqualTo("body");
        }
    }
}

package io.hauberk.benchmarks.scg;

import static org.springframework.cloud.gateway.server.mvc.filter.AfterFilterFunctions.removeResponseHeader;
import static org.springframework.cloud.gateway.server.mvc.filter.AfterFilterFunctions.setResponseHeader;
import static org.springframework.cloud.gateway.server.mvc.filter.BeforeFilterFunctions.removeRequestHeader;
import static org.springframework.cloud.gateway.server.mvc.filter.BeforeFilterFunctions.setRequestHeader;
import static org.springframework.cloud.gateway.server.mvc.filter.BeforeFilterFunctions.uri;
import static org.springframework.cloud.gateway.server.mvc.filter.Bucket4jFilterFunctions.rateLimit;
import static org.springframework.cloud.gateway.server.mvc.handler.GatewayRouterFunctions.route;
import static org.springframework.cloud.gateway.server.mvc.handler.HandlerFunctions.http;
import static org.springframework.cloud.gateway.server.mvc.predicate.GatewayRequestPredicates.path;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.caffeine.CaffeineProxyManager;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import java.time.Duration;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** Spring Cloud Gateway on Tomcat with the chain of the other gateways: token, scope, limit, header edits, metrics. */
@SpringBootApplication
public class Peer {
    /** {@code PORT UPSTREAM-PORT ROUTES PUBLIC-KEY AUDIENCE}. */
    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(Peer.class);
        application.setDefaultProperties(Map.ofEntries(
                Map.entry("server.port", args[0]),
                Map.entry("server.address", "127.0.0.1"),
                // As Jetty and HAProxy have it; Tomcat would end each connection after 100 requests.
                Map.entry("server.tomcat.max-keep-alive-requests", "-1"),
                Map.entry("peer.upstream", args[1]),
                Map.entry("peer.routes", args[2]),
                Map.entry("spring.security.oauth2.resourceserver.jwt.public-key-location", "file:" + args[3]),
                Map.entry("spring.security.oauth2.resourceserver.jwt.audiences", args[4]),
                Map.entry("spring.http.clients.imperative.factory", "http-components"),
                Map.entry("logging.level.root", "warn"),
                Map.entry("spring.main.banner-mode", "off")));
        application.run();
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().hasAuthority("SCOPE_orders:read"))
                .oauth2ResourceServer(server -> server.jwt(jwt -> {}))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(csrf -> csrf.disable())
                .build();
    }

    @Bean
    @SuppressWarnings({"unchecked", "rawtypes"})
    AsyncProxyManager<String> buckets() {
        Caffeine<String, RemoteBucketState> cache = (Caffeine) Caffeine.newBuilder().maximumSize(100_000);
        return new CaffeineProxyManager<>(cache, Duration.ofMinutes(1)).asAsync();
    }

    @Bean
    RouterFunction<ServerResponse> routes(
            @Value("${peer.upstream}") int upstream, @Value("${peer.routes}") int routes) {
        RouterFunction<ServerResponse> all = null;
        for (int i = 0; i < routes; i++) {
            RouterFunction<ServerResponse> one = route("svc" + i)
                    .route(path("/api/svc" + i + "/**"), http())
                    .before(uri("http://127.0.0.1:" + upstream))
                    .before(setRequestHeader("X-Tenant", "acme"))
                    .before(removeRequestHeader("X-Client"))
                    .filter(rateLimit(config -> config.setCapacity(10_000_000)
                            .setPeriod(Duration.ofSeconds(1))
                            .setKeyResolver(request ->
                                    request.principal().orElseThrow().getName())))
                    .after(setResponseHeader("X-Frame-Options", "DENY"))
                    .after(removeResponseHeader("Server"))
                    .build();
            all = all == null ? one : all.and(one);
        }
        return all;
    }
}

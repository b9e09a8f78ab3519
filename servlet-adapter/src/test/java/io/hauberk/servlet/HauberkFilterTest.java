package io.hauberk.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Response;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HauberkFilterTest {
    private final Server server = new Server(0);

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    private HttpResponse<String> get(Filter filter, HttpServlet servlet) throws Exception {
        ServletContextHandler context = new ServletContextHandler();
        HauberkFilter.install(context.getServletContext(), filter);
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        server.setHandler(context);
        server.start();
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/a"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aHeadMappingReachesAnAnswerThatTheApplicationWritesItself() throws Exception {
        Filter filter = (request, next) ->
                next.handle(request, head -> head.with("x-mapped", "yes").without("x-app"));
        HttpResponse<String> response = get(filter, new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setHeader("x-app", "1");
                response.getWriter().write("hello");
            }
        });
        assertThat(response.body()).isEqualTo("hello");
        assertThat(response.headers().firstValue("x-mapped")).contains("yes");
        assertThat(response.headers().firstValue("x-app")).isEmpty();
    }

    @Test
    void anAnswerThatAFilterGivesIsWritten() throws Exception {
        Filter filter =
                (request, next) -> Response.of(202, Headers.of("x-a", "1", "x-a", "2"), Body.of("from the filter"));
        HttpResponse<String> response = get(filter, new HttpServlet() {});
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.headers().allValues("x-a")).containsExactly("1", "2");
        assertThat(response.body()).isEqualTo("from the filter");
    }

    @Test
    void anAsyncAnswerIsMappedToo() throws Exception {
        Filter filter =
                (request, next) -> next.handle(request.without("x-spoofed"), head -> head.with("x-mapped", "1"));
        HttpResponse<String> response = get(filter, new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                AsyncContext async = request.startAsync();
                async.start(() -> {
                    try {
                        async.getResponse().getWriter().write("later");
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                    async.complete();
                });
            }
        });
        assertThat(response.body()).isEqualTo("later");
        assertThat(response.headers().firstValue("x-mapped")).contains("1");
    }

    @Test
    void aCapturedAnswerCanBeReadAndChanged() throws Exception {
        Filter outer = (request, next) -> next.handle(request, head -> head.with("x-outer", "1"));
        Filter cache = (request, next) -> {
            Response response = next.handle(request.capturing(1000));
            assertThat(response.sent()).isFalse();
            assertThat(response.headers().contains("x-outer")).isFalse();
            return response.withBody(
                    Body.of("[" + new String(response.body().open().readAllBytes()) + "]"));
        };
        Filter both = (request, next) -> outer.around(cache.around(next)).handle(request);
        HttpResponse<String> response = get(both, new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setHeader("x-app", "1");
                response.getWriter().write("hello");
            }
        });
        assertThat(response.body()).isEqualTo("[hello]");
        assertThat(response.headers().firstValue("x-outer")).contains("1");
        assertThat(response.headers().firstValue("x-app")).contains("1");
    }
}

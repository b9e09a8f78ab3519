package io.hauberk.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.accesslog.AccessLog;
import io.hauberk.gateway.Gateway;
import io.hauberk.tracing.Tracing;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lines of requests through a real Jetty. */
class AccessLogTest {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final CountDownLatch headSeen = new CountDownLatch(1);
    private final OkHttpClient http =
            new OkHttpClient.Builder().readTimeout(1, TimeUnit.MINUTES).build();
    private JettyContainer jetty;

    @BeforeEach
    void start() throws Exception {
        Gateway gateway = Gateway.builder()
                .use(AccessLog.json().to(lines::add), Tracing.w3c())
                .unmatchedPasses()
                .build();
        jetty = JettyContainer.start(
                context -> {
                    HauberkFilter.install(context, gateway);
                    var servlet = context.addServlet("application", new Application());
                    servlet.addMapping("/*");
                    servlet.setAsyncSupported(true);
                },
                false);
    }

    @AfterEach
    void stop() throws Exception {
        http.connectionPool().evictAll();
        http.dispatcher().executorService().shutdown();
        jetty.close();
    }

    private Request.Builder request(String path) {
        return new Request.Builder().url("http://127.0.0.1:" + jetty.port() + path);
    }

    private Response call(Request request) throws IOException {
        return http.newCall(request).execute();
    }

    /** The line; and no other one comes, not even after the server has stopped. */
    private String onlyLine() throws Exception {
        String line = lines.poll(60, TimeUnit.SECONDS);
        jetty.close();
        assertThat(lines).isEmpty();
        return String.valueOf(line);
    }

    @Test
    void anAsyncAnswerIsOneLineWhenItIsComplete() throws Exception {
        try (Response response = call(request("/async").build())) {
            assertThat(response.code()).isEqualTo(202);
            assertThat(response.body().bytes()).hasSize(12);
        }
        assertThat(onlyLine())
                .contains("\"status\":202,\"end\":\"completed\"", "\"bytesIn\":0,\"bytesOut\":12,")
                .contains("\"path\":\"/async\"", "\"address\":\"127.0.0.1\"", "\"requestId\":\"", "\"traceId\":\"");
    }

    @Test
    void aStreamIsOneLineWithAllItsBytesAndNotBeforeItsEnd() throws Exception {
        try (Response response = call(request("/stream").build())) {
            assertThat(response.code()).isEqualTo(200);
            assertThat(lines).isEmpty();
            headSeen.countDown();
            assertThat(response.body().bytes()).hasSize(300_000);
        }
        assertThat(onlyLine()).contains("\"status\":200,\"end\":\"completed\"", "\"bytesOut\":300000,");
    }

    @Test
    void whatWasUploadedAndWrittenAsTextIsCountedInBytes() throws Exception {
        RequestBody chunked = new RequestBody() {
            @Override
            public MediaType contentType() {
                return MediaType.get("text/plain");
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.writeUtf8("x".repeat(70_000));
            }
        };
        try (Response response = call(request("/echo").post(chunked).build())) {
            assertThat(response.body().string()).isEqualTo("70000 é€\ud83d\ude00");
        }
        assertThat(onlyLine()).contains("\"bytesIn\":70000,\"bytesOut\":15,");
    }

    @Test
    void aFormThatTheContainerReadsCountsWithItsLength() throws Exception {
        RequestBody form = new okhttp3.FormBody.Builder().add("name", "ada").build();
        try (Response response = call(request("/form").post(form).build())) {
            assertThat(response.body().string()).isEqualTo("ada");
        }
        assertThat(onlyLine()).contains("\"bytesIn\":8,\"bytesOut\":3,");
    }

    @Test
    void aRefusalIsOneLineWithTheBytesOfItsDocument() throws Exception {
        int length;
        try (Response response = call(request("/").method("BREW", null).build())) {
            assertThat(response.code()).isEqualTo(501);
            length = response.body().bytes().length;
        }
        assertThat(onlyLine())
                .contains("\"status\":501", "\"bytesOut\":" + length)
                .contains("\"filter\":\"hardening\",\"rule\":\"method\",\"reason\":\"unknown-method\"");
    }

    @Test
    void anExceptionOfTheApplicationIsOneLine() throws Exception {
        try (Response response = call(request("/throw").build())) {
            assertThat(response.code()).isEqualTo(500);
        }
        assertThat(onlyLine())
                .contains("\"status\":500,\"end\":\"failed\"", "\"error\":\"jakarta.servlet.ServletException\"");
    }

    @Test
    void theApplicationSeesThePositionOfItsOwnSpan() throws Exception {
        String id = "0af7651916cd43dd8448eb211c80319c";
        String seen;
        try (Response response = call(request("/trace")
                .header("traceparent", "00-" + id + "-b7ad6b7169203331-01")
                .build())) {
            seen = response.body().string();
        }
        assertThat(seen).startsWith("00-" + id).doesNotContain("b7ad6b7169203331");
        assertThat(onlyLine()).contains("\"traceId\":\"" + id + "\",\"spanId\":\"" + seen.substring(36, 52) + '"');
    }

    @SuppressWarnings("serial") // never serialized
    private final class Application extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, jakarta.servlet.ServletException {
            response.setCharacterEncoding("UTF-8");
            switch (request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo())) {
                case "/async" -> async(request.startAsync());
                case "/stream" -> stream(response);
                case "/echo" -> {
                    int read = request.getInputStream().readAllBytes().length;
                    response.getWriter().write(read + " é€\ud83d\ude00");
                }
                case "/form" -> response.getWriter().write(request.getParameter("name"));
                case "/trace" -> response.getWriter().write(request.getHeader("traceparent"));
                default -> throw new jakarta.servlet.ServletException("no");
            }
        }

        private void async(AsyncContext context) {
            context.start(() -> {
                try {
                    HttpServletResponse response = (HttpServletResponse) context.getResponse();
                    response.setStatus(202);
                    response.getOutputStream().write("hello, async".getBytes(StandardCharsets.UTF_8));
                    context.complete();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }

        private void stream(HttpServletResponse response) throws IOException {
            response.flushBuffer();
            try {
                if (!headSeen.await(60, TimeUnit.SECONDS)) {
                    throw new IOException("nobody has seen the head");
                }
            } catch (InterruptedException e) {
                throw new java.io.InterruptedIOException();
            }
            for (int i = 0; i < 30; i++) {
                response.getOutputStream().write(new byte[10_000]);
                response.flushBuffer();
            }
        }
    }
}

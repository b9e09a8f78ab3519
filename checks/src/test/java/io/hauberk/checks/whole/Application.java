package io.hauberk.checks.whole;

import io.hauberk.Sleeper;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What stands behind the gateway: in guard mode the application itself, in gateway mode the service.
 *
 * <ul>
 *   <li>{@code POST /up} answers with length and checksum of the body.
 *   <li>{@code GET /down?BYTES} answers with so many bytes of the {@link Pattern}; {@code /down/known} announces them.
 *   <li>{@code GET /events} sends each event that {@code POST /emit} brings, and ends with the empty one.
 *   <li>{@code GET /slow?MILLIS} sleeps for so long, deaf to everything, and answers {@code hello}.
 *   <li>{@code GET /async} answers from another thread; {@code GET /fail} throws; {@code GET /half} throws halfway.
 *   <li>All else answers {@code hello}.
 * </ul>
 */
@SuppressWarnings("serial") // it is never serialized
final class Application extends HttpServlet {
    private final transient BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final transient AtomicInteger readers = new AtomicInteger();

    /** Serves everything. */
    void deploy(ServletContext context) {
        ServletRegistration.Dynamic servlet = context.addServlet("application", this);
        servlet.addMapping("/*");
        servlet.setAsyncSupported(true);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        switch (request.getRequestURI()) {
            case "/up" -> response.getWriter().write(Pattern.sum(request.getInputStream()));
            case "/down" -> Pattern.write(response.getOutputStream(), number(request));
            case "/down/known" -> {
                response.setContentLengthLong(number(request));
                Pattern.write(response.getOutputStream(), number(request));
            }
            case "/events" -> events(response);
            case "/emit" -> events.add(new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            case "/slow" -> {
                Sleeper.system().sleep(Duration.ofMillis(number(request)));
                response.getWriter().write("hello");
            }
            case "/async" -> async(request);
            case "/fail" -> throw new ServletException("expected by this test");
            case "/half" -> {
                response.getOutputStream().print("half of it");
                response.flushBuffer();
                throw new ServletException("expected by this test");
            }
            default -> response.getWriter().write("hello");
        }
    }

    private static long number(HttpServletRequest request) {
        return Long.parseLong(request.getQueryString());
    }

    private void events(HttpServletResponse response) throws IOException {
        events.clear();
        readers.incrementAndGet();
        response.setContentType("text/event-stream");
        response.getOutputStream().print(": welcome\n\n");
        response.flushBuffer();
        try {
            for (String event = next(); !event.isEmpty(); event = next()) {
                response.getOutputStream().print("data: " + event + "\n\n");
                response.flushBuffer();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            readers.decrementAndGet();
        }
    }

    /** How many event streams it is sending. */
    int readers() {
        return readers.get();
    }

    private String next() throws InterruptedException {
        String event = events.poll(60, TimeUnit.SECONDS);
        return event == null ? "" : event;
    }

    private static void async(HttpServletRequest request) {
        AsyncContext async = request.startAsync();
        async.start(() -> {
            try {
                async.getResponse().getWriter().write("hello");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                async.complete();
            }
        });
    }
}

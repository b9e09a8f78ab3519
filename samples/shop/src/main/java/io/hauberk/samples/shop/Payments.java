package io.hauberk.samples.shop;

import static io.hauberk.route.Match.path;
import static java.time.Duration.ofSeconds;

import io.hauberk.Deadline;
import io.hauberk.Exchange;
import io.hauberk.authorize.Authorize;
import io.hauberk.authorize.Rule;
import io.hauberk.bodylimit.BodyLimit;
import io.hauberk.gateway.Gateway;
import io.hauberk.timeout.Timeout;
import io.hauberk.tracing.Tracing;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Takes money, once for each key, and audits slowly. */
public final class Payments extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final int PAGES = 12_000;
    private static final long PAGE_MILLIS = 10;

    private final transient Once once = new Once();
    private final AtomicInteger charges = new AtomicInteger();
    private transient volatile @Nullable Audit lastAudit;

    /** Only orders may come in; the edge may not, though its certificate is of the same authority. */
    public static Gateway guard() {
        return Gateway.builder()
                .use(Tracing.w3c(), Timeout.of(ofSeconds(30)), BodyLimit.of(1024))
                .route(path("/**"), all -> all.use(Authorize.allow(Rule.any().peers(Certificates.idOf("orders")))))
                .build();
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String key = request.getHeader("Idempotency-Key");
        if (key == null) {
            Json.answer(response, 400, "{\"paid\":false,\"why\":\"no Idempotency-Key\"}");
            return;
        }
        Json.answer(
                response, 200, once.answer(key, () -> "{\"paid\":true,\"charge\":" + charges.incrementAndGet() + "}"));
    }

    /** An audit: two minutes of work, page by page. It goes on only for as long as somebody waits for it. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Exchange exchange = Exchange.current();
        Deadline deadline = exchange == null ? Deadline.NONE : exchange.deadline();
        long began = System.nanoTime();
        int pages = 0;
        while (pages < PAGES && !deadline.passed()) {
            readPage();
            pages++;
        }
        Audit audit = new Audit(pages, PAGES, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        lastAudit = audit;
        Json.answer(response, 200, "{\"pages\":" + audit.pages() + "}");
    }

    private static void readPage() throws IOException {
        try {
            Thread.sleep(PAGE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("The audit was interrupted.");
        }
    }

    /** How often money was taken. */
    public int charges() {
        return charges.get();
    }

    /** How far the last audit came; null before the first one has ended. */
    public @Nullable Audit lastAudit() {
        return lastAudit;
    }

    /** How far an audit came, and how long it worked. */
    public record Audit(int pages, int of, long workedMillis) {
        /** Whether it ended before its work was done. */
        public boolean stopped() {
            return pages < of;
        }
    }
}

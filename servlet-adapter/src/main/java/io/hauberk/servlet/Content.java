package io.hauberk.servlet;

import io.hauberk.Body;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import io.hauberk.Request;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Body, query and parameters as the application sees them: the container's own as long as no filter has touched them,
 * else what the filters left.
 */
final class Content {
    private static final Rejection LENGTH_REQUIRED = Rejection.of("hauberk", 411, "length-required")
            .because("An upload to this address needs a Content-Length.");

    private final HttpServletRequestWrapper seen;
    private final Request request;
    private final Application application;
    private @Nullable ServletInputStream stream;
    private @Nullable BufferedReader reader;
    private @Nullable FormParameters own;
    private boolean containerReads;

    Content(HttpServletRequestWrapper seen, Request request, Application application) {
        this.seen = seen;
        this.request = request;
        this.application = application;
    }

    /** What the container has now; some put their wrapper for a later dispatch below ours. */
    private HttpServletRequest raw() {
        return (HttpServletRequest) seen.getRequest();
    }

    private Body body() {
        return request.body();
    }

    private boolean replaced() {
        return !application.owns(body());
    }

    long length() {
        return replaced() ? body().length() : raw().getContentLengthLong();
    }

    /** The query of a later dispatch, if that has one of its own; else the one that the filters left. */
    @Nullable String query() {
        String dispatched = dispatchQuery();
        return dispatched == null ? request.query() : dispatched;
    }

    private @Nullable String dispatchQuery() {
        String now = raw().getQueryString();
        return Objects.equals(now, application.query()) ? null : now;
    }

    ServletInputStream stream() throws IOException {
        if (reader != null) {
            throw new IllegalStateException("getReader() was called before, so getInputStream() cannot be.");
        }
        return open();
    }

    private ServletInputStream open() throws IOException {
        if (stream == null) {
            stream = replaced()
                    ? new ReplacedInput(body().open())
                    : new GuardedInput(raw().getInputStream(), application);
        }
        return stream;
    }

    BufferedReader reader() throws IOException {
        if (reader == null) {
            if (stream != null) {
                throw new IllegalStateException("getInputStream() was called before, so getReader() cannot be.");
            }
            reader = new BufferedReader(new InputStreamReader(open(), charset(StandardCharsets.ISO_8859_1)));
        }
        return reader;
    }

    private Charset charset(Charset usual) throws UnsupportedEncodingException {
        String name = seen.getCharacterEncoding();
        try {
            return name == null ? usual : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new UnsupportedEncodingException(name);
        }
    }

    /**
     * The parameters, or null where they are the container's: it would parse the body past the filters that check it,
     * and the query as it was before the filters changed it.
     */
    @Nullable FormParameters parameters() {
        if (own == null && !replaced() && !watchedForm() && Objects.equals(request.query(), application.query())) {
            if (raw().getMethod().equals("POST") && FormParameters.typed(seen.getContentType())) {
                containerReads();
            }
            return null;
        }
        FormParameters parameters = own;
        if (parameters == null) {
            try {
                parameters = read();
            } catch (IOException | ServletException e) {
                throw Content.<RuntimeException>same(e);
            }
            own = parameters;
        }
        String dispatched = dispatchQuery();
        return dispatched == null
                ? parameters
                : FormParameters.ofQuery(dispatched).addAll(parameters);
    }

    /** A form whose pace is watched must pass our stream; one that the application has begun to read has. */
    private boolean watchedForm() {
        return application.paced()
                && stream == null
                && raw().getMethod().equals("POST")
                && FormParameters.typed(seen.getContentType());
    }

    /** The container parses the content past our stream: its length is what is read. */
    private void containerReads() {
        if (!containerReads && stream == null) {
            containerReads = true;
            application.read(Math.max(0, raw().getContentLengthLong()));
        }
    }

    private FormParameters read() throws IOException, ServletException {
        FormParameters parameters = FormParameters.ofQuery(request.query());
        String type = seen.getContentType();
        if (FormParameters.typed(type)) {
            return parameters.addForm(open(), charset(StandardCharsets.UTF_8));
        }
        boolean upload = type != null && type.regionMatches(true, 0, "multipart/form-data", 0, 19);
        return upload && !replaced()
                ? parameters.addFields(raw().getParts(), charset(StandardCharsets.UTF_8))
                : parameters;
    }

    /** getParameter names no exception that a check could throw, so what it throws leaves unnamed. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // erased: the same object leaves, whatever its type
    private static <T extends Throwable> T same(Throwable failure) throws T {
        throw (T) failure;
    }

    /** Only the container can parse uploads, and it would read them past the check; with a length no check is needed. */
    void refuseUncheckedParts() throws RejectedException {
        if (application.withoutContent() && raw().getProtocol().startsWith("HTTP/2")) {
            throw application.unannounced();
        }
        if (replaced()) {
            throw new RejectedException(LENGTH_REQUIRED);
        }
        containerReads();
    }
}

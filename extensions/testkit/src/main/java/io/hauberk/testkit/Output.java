package io.hauberk.testkit;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** All the ways in which an application writes an answer within its first dispatch. */
@SuppressWarnings("ImmutableEnumChecker") // its lambdas hold nothing
enum Output {
    NOTHING(200, "", response -> {}),
    A_STATUS_ONLY(202, "", response -> response.setStatus(202)),
    NO_CONTENT(204, "", response -> response.setStatus(204)),
    NOT_MODIFIED(304, "", response -> response.setStatus(304)),
    TO_THE_STREAM(200, "hello", response -> response.getOutputStream().write(bytes("hello"))),
    TO_THE_STREAM_BYTE_BY_BYTE(200, "hello", response -> {
        for (byte b : bytes("hello")) {
            response.getOutputStream().write(b);
        }
    }),
    TO_THE_STREAM_FROM_A_BUFFER(
            200, "hello", response -> response.getOutputStream().write(ByteBuffer.wrap(bytes("hello")))),
    TO_THE_STREAM_AS_TEXT(200, "hello", response -> response.getOutputStream().print("hello")),
    TO_THE_WRITER(200, "hello", response -> response.getWriter().write("hello")),
    TO_THE_WRITER_WITH_FORMAT(200, "hello", response -> response.getWriter().printf("%s", "hello")),
    NO_BYTES(200, "", response -> response.getOutputStream().write(new byte[0])),
    TO_A_STREAM_THAT_IS_CLOSED(200, "hello", response -> {
        ServletOutputStream out = response.getOutputStream();
        out.write(bytes("hello"));
        out.close();
    }),
    TO_A_WRITER_THAT_IS_CLOSED(200, "hello", response -> {
        PrintWriter writer = response.getWriter();
        writer.write("hello");
        writer.close();
    }),
    AFTER_A_FLUSH(200, "hello", response -> {
        response.flushBuffer();
        response.getOutputStream().write(bytes("hello"));
    }),
    WITH_FLUSHES_OF_THE_STREAM(200, "hello", response -> {
        response.getOutputStream().write(bytes("hel"));
        response.getOutputStream().flush();
        response.getOutputStream().write(bytes("lo"));
    }),
    WITH_FLUSHES_OF_THE_WRITER(200, "hello", response -> {
        response.getWriter().write("hel");
        response.getWriter().flush();
        response.getWriter().write("lo");
    }),
    WITH_A_LENGTH(200, "hello", response -> {
        response.setContentLength(5);
        response.getOutputStream().write(bytes("hello"));
    }),
    WITH_A_LENGTH_FIELD(200, "hello", response -> {
        response.setHeader("Content-Length", "5");
        response.getWriter().write("hello");
    }),
    WITH_LENGTH_ZERO(200, "", response -> response.setContentLengthLong(0)),
    IN_UTF_8(200, "h\u00e4ll\u00f6", response -> {
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().write("h\u00e4ll\u00f6");
    }),
    MUCH_AT_ONCE(
            200, "x".repeat(200_000), response -> response.getOutputStream().write(bytes("x".repeat(200_000)))),
    MUCH_IN_PIECES(200, "x".repeat(200_000), response -> {
        for (int i = 0; i < 2000; i++) {
            response.getOutputStream().write(bytes("x".repeat(100)));
        }
    }),
    MUCH_TO_THE_WRITER(200, "x".repeat(200_000), response -> {
        for (int i = 0; i < 2000; i++) {
            response.getWriter().write("x".repeat(100));
        }
    }),
    WITH_A_LARGE_BUFFER(200, "x".repeat(50_000), response -> {
        response.setBufferSize(100_000);
        response.getOutputStream().write(bytes("x".repeat(50_000)));
    }),
    WITH_A_COOKIE(200, "", response -> response.addCookie(new Cookie("a", "b"))),
    AFTER_RESET(200, "hello", response -> {
        response.setStatus(500);
        response.setHeader("X-Gone", "1");
        response.getWriter().write("garbage");
        response.reset();
        response.setHeader("X-App", "app");
        response.getOutputStream().write(bytes("hello"));
    }),
    AFTER_RESET_OF_THE_BUFFER(200, "hello", response -> {
        response.getOutputStream().write(bytes("garbage"));
        response.resetBuffer();
        response.getOutputStream().write(bytes("hello"));
    }),
    AN_ERROR(404, null, response -> response.sendError(404)),
    AN_ERROR_WITH_TEXT(409, null, response -> response.sendError(409, "gone fishing")),
    AN_ERROR_AFTER_OUTPUT(404, null, response -> {
        response.getWriter().write("garbage");
        response.sendError(404);
    }),
    AN_ERROR_WITH_A_PAGE(501, "error page", response -> response.sendError(501)),
    A_REDIRECT(302, null, response -> response.sendRedirect("/elsewhere")),
    A_REDIRECT_WITH_A_STATUS(307, null, response -> response.sendRedirect("/elsewhere", 307)),
    A_REDIRECT_THAT_CLEARS(302, null, response -> {
        response.getWriter().write("garbage");
        response.sendRedirect("/elsewhere", true);
    }),
    A_REDIRECT_THAT_CLEARS_NOT(302, "moved", response -> {
        response.getWriter().write("moved");
        response.sendRedirect("/elsewhere", false);
    }),
    A_REDIRECT_WITH_STATUS_AND_TEXT(303, "moved", response -> {
        response.getWriter().write("moved");
        response.sendRedirect("/elsewhere", 303, false);
    }),
    A_RUNTIME_EXCEPTION(500, null, response -> {
        throw new IllegalArgumentException("expected by this row");
    }),
    AN_ERROR_OBJECT(500, null, response -> {
        throw new StackOverflowError("expected by this row");
    }),
    A_SERVLET_EXCEPTION(500, null, response -> {
        throw new ServletException("expected by this row");
    }),
    AN_IO_EXCEPTION(500, null, response -> {
        throw new IOException("expected by this row");
    }),
    AN_EXCEPTION_AFTER_OUTPUT(500, null, response -> {
        response.getWriter().write("garbage");
        throw new IllegalArgumentException("expected by this row");
    }),
    AN_EXCEPTION_WITH_A_PAGE(500, "error page", response -> {
        throw new UnsupportedOperationException("expected by this row");
    });

    final int status;
    final @Nullable String text;
    private final Writing writing;

    Output(int status, @Nullable String text, Writing writing) {
        this.status = status;
        this.text = text;
        this.writing = writing;
    }

    private interface Writing {
        void to(HttpServletResponse response) throws Exception;
    }

    /** An application that sets a field of its own and then writes its output. */
    App app() {
        return (request, response) -> {
            response.setHeader("X-App", "app");
            writing.to(response);
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

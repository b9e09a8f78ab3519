package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import jakarta.servlet.http.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import okhttp3.FormBody;
import okhttp3.MultipartBody;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rule 5, seen by the application: a body that no filter touches is its own; of another it sees what filters left. */
interface ContentRows extends Rows {
    @Test
    default void formsAreParsedByTheApplication() throws Exception {
        List<Object> seen = new ArrayList<>();
        rig().at("/form", (request, response) -> {
            seen.add(request.getParameter("a"));
            seen.add(Arrays.asList(request.getParameterValues("b")));
            seen.add(request.getParameter("q"));
        });

        rig().client()
                .post(
                        "/form?q=query",
                        new FormBody.Builder()
                                .add("a", "a b&1")
                                .add("b", "2")
                                .add("b", "3")
                                .build());

        assertThat(seen).containsExactly("a b&1", List.of("2", "3"), "query");
    }

    @Test
    default void uploadsAreParsedByTheApplication() throws Exception {
        List<Object> seen = new ArrayList<>();
        rig().at("/upload", (request, response) -> {
            for (Part part : request.getParts()) {
                seen.add(part.getName() + "="
                        + new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
            seen.add(request.getParameter("title"));
        });

        rig().client()
                .post(
                        "/upload",
                        new MultipartBody.Builder()
                                .setType(MultipartBody.FORM)
                                .addFormDataPart("title", "minutes")
                                .addFormDataPart("file", "a.txt", BodyRows.bytes("content"))
                                .build());

        assertThat(seen).containsExactly("title=minutes", "file=content", "minutes");
    }

    @Test
    default void theApplicationReadsStreamsAndReaders() throws Exception {
        rig().at("/stream", (request, response) -> request.getInputStream().transferTo(response.getOutputStream()));
        rig().at("/reader", (request, response) -> request.getReader().transferTo(response.getWriter()));

        assertThat(rig().client()
                        .post("/stream", BodyRows.streaming("one ", "two"))
                        .text())
                .isEqualTo("one two");
        assertThat(rig().client()
                        .post("/reader", BodyRows.streaming("one ", "two"))
                        .text())
                .isEqualTo("one two");
    }

    @Test
    default void theApplicationReadsTheBodyThatAFilterPutThere() throws Exception {
        List<Object> seen = new ArrayList<>();
        rig().filter((request, next) -> next.handle(request.withBody(Body.of("changed"))));
        rig().at("/", (request, response) -> {
            seen.add(request.getContentLength());
            seen.add(request.getContentLengthLong());
            request.getInputStream().transferTo(response.getOutputStream());
        });

        assertThat(rig().client().post("/", BodyRows.bytes("original content")).text())
                .isEqualTo("changed");
        assertThat(seen).containsExactly(7, 7L);
    }

    @Test
    default void theApplicationReadsNothingWhereAFilterRemovedTheBody() throws Exception {
        List<Object> seen = new ArrayList<>();
        rig().filter((request, next) -> next.handle(request.withBody(Body.empty())));
        rig().at("/", (request, response) -> {
            seen.add(request.getContentLength());
            request.getInputStream().transferTo(response.getOutputStream());
        });

        assertThat(rig().client().post("/", BodyRows.bytes("original content")).text())
                .isEmpty();
        assertThat(seen).containsExactly(0);
    }

    @Test
    default void checksRunWhileTheBytesPass() throws Exception {
        rig().filter(new Limiting(10));
        rig().at("/", (request, response) -> request.getInputStream().transferTo(response.getOutputStream()));

        assertThat(rig().client().post("/", BodyRows.streaming("short")).text()).isEqualTo("short");
        assertThat(rig().client().post("/", BodyRows.streaming("much too long")).status())
                .isEqualTo(413);
    }

    @Test
    default void checksSeeFormsToo() throws Exception {
        List<@Nullable String> seen = new ArrayList<>();
        rig().filter(new Limiting(20));
        rig().at("/", (request, response) -> seen.add(request.getParameter("a")));

        rig().client().post("/", new FormBody.Builder().add("a", "1 2").build());
        assertThat(seen).containsExactly("1 2");
        seen.clear();
        Reply reply = rig().client()
                .post("/", new FormBody.Builder().add("a", "x".repeat(30)).build());
        assertThat(reply.status()).isEqualTo(413);
        assertThat(seen).isEmpty();
    }

    @Test
    default void anUploadThatTheContainerWouldReadPastACheckIsRefused() throws Exception {
        List<Object> seen = new ArrayList<>();
        rig().filter(new Limiting(10_000));
        rig().at("/", (request, response) -> seen.add(request.getParts().size()));

        Reply reply = rig().client()
                .post(
                        "/",
                        new MultipartBody.Builder()
                                .setType(MultipartBody.FORM)
                                .addFormDataPart("file", "a.txt", BodyRows.streaming("con", "tent"))
                                .build());

        assertThat(reply.status()).isEqualTo(411);
        assertThat(seen).isEmpty();
    }
}

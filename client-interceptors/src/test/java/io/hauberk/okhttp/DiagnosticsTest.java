package io.hauberk.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnosticsTest {
    /** Though a library among the dependencies asks for OkHttp 4. */
    @Test
    void whatThisBuildUsesFits() {
        Diagnostics here = Diagnostics.gather(Diagnostics.class.getClassLoader());
        assertThat(here.problem()).isNull();
        assertThat(here.warning()).isNull();
        assertThat(here.okHttpCopies()).hasSize(1);
        assertThat(here.okioCopies()).hasSize(1);
        Diagnostics.require();
    }

    @Test
    void twoCopiesOfOkHttpAreNamed(@TempDir Path folder) throws Exception {
        Path copy = Files.createDirectories(folder.resolve("okhttp3"));
        Files.write(copy.resolve("OkHttpClient.class"), new byte[0]);
        URL[] more = {folder.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(more, Diagnostics.class.getClassLoader())) {
            Diagnostics two = Diagnostics.gather(loader);
            assertThat(two.problem()).isNull();
            assertThat(two.warning()).contains("two copies of OkHttp").contains(folder.toString());
        }
    }

    @Test
    void anOldOkHttpIsSaidInASentence() throws Exception {
        assertThat(new Diagnostics(List.of(url("okhttp-4.12.0.jar")), List.of(), false, true).problem())
                .contains("OkHttp is too old")
                .contains("okhttp-4.12.0.jar")
                .contains("hauberk-bom");
        assertThat(new Diagnostics(List.of(url("a.jar"), url("b.jar")), List.of(), false, true).problem())
                .contains("two copies of OkHttp, and the older one is used");
    }

    @Test
    void anOldOkioIsSaidInASentence() throws Exception {
        assertThat(new Diagnostics(List.of(), List.of(url("okio-jvm-3.6.0.jar")), true, false).problem())
                .contains("Okio is too old")
                .contains("okio-jvm-3.6.0.jar")
                .contains("hauberk-bom");
        assertThat(new Diagnostics(List.of(), List.of(url("a.jar"), url("b.jar")), true, true).warning())
                .contains("two copies of Okio");
    }

    private static URL url(String jar) throws MalformedURLException {
        return URI.create("file:/lib/" + jar).toURL();
    }
}

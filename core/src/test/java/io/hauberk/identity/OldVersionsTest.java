package io.hauberk.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.ThrowawayAuthority;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handshakes on a JDK that was told to allow everything: a process of its own, since a JDK asks once. */
class OldVersionsTest {
    @TempDir
    Path folder;

    @Test
    void onlyTls12And13AreSpokenWhateverTheJdkAllows() throws Exception {
        ThrowawayAuthority.create().issue("localhost", "spiffe://shop/a").writeTo(folder);
        Path security = Files.writeString(folder.resolve("java.security"), "jdk.tls.disabledAlgorithms=\n");
        Path out = folder.resolve("out.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.security.properties=" + security,
                        "-cp",
                        System.getProperty("java.class.path"),
                        OldVersions.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(out, StandardCharsets.UTF_8);
        // That the plain JDK accepts it shows that it is we who refuse.
        assertThat(said.lines())
                .contains(
                        "a plain server, TLSv1.1: accepted",
                        "our server, TLSv1.3: accepted",
                        "our server, TLSv1.2: accepted",
                        "our server, TLSv1.1: refused",
                        "our server, TLSv1: refused",
                        "our engines: [TLSv1.3, TLSv1.2]",
                        "our client, a server of TLSv1.1: refused",
                        "our client, a server of TLSv1.2: accepted");
    }
}

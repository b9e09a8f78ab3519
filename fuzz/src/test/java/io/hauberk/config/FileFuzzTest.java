package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class FileFuzzTest {
    @FuzzTest
    void aFileIsReadOrItsFaultsAreNamed(FuzzedDataProvider data) throws IOException {
        // Files of includes and of certificates are not made up here: nothing but this one is there to be read.
        Path folder = Files.createTempDirectory("hauberk-fuzz");
        Path file = Files.writeString(folder.resolve("hauberk.yaml"), "hauberk: 1\n" + data.consumeRemainingAsString());
        try {
            for (Fault fault : Hauberk.loader(file).unwatched().validate()) {
                assertThat(fault.toString()).isNotBlank();
            }
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }
}

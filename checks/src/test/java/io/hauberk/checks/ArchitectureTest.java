package io.hauberk.checks;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The arrows between modules, and what library code does not do. */
class ArchitectureTest {

    private static final JavaClasses ALL = new ClassFileImporter()
            .importPaths(Arrays.stream(Part.values()).map(Part::classes).toArray(Path[]::new));

    private static final Map<String, Part> OWNERS = ALL.stream()
            // Each module has a module-info, and packages have their package-info.
            .filter(type -> !type.getName().endsWith("-info"))
            .collect(Collectors.toMap(JavaClass::getName, ArchitectureTest::owner));

    private static final JavaClasses LIBRARIES =
            ALL.that(describe("live in a library", type -> Part.libraries().contains(OWNERS.get(type.getName()))));

    @ParameterizedTest
    @EnumSource(Part.class)
    void dependsOnlyOnWhatTheArrowsAllow(Part part) {
        check(classes()
                .that(describe("live in " + part.folder(), type -> OWNERS.get(type.getName()) == part))
                .should()
                .onlyDependOnClassesThat(describe("live where " + part.folder() + " may look", type -> {
                    Part owner = OWNERS.get(outermost(type).getName());
                    return owner == null || part.mayUse(owner);
                })));
    }

    @Test
    void apiDependsOnNothingButTheJdkAndJspecify() {
        check(classes()
                .that(describe("live in api", type -> OWNERS.get(type.getName()) == Part.API))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.hauberk", "java..", "org.jspecify.."));
    }

    @Test
    void coreKnowsNeitherServletsNorOkHttp() {
        check(noClasses()
                .that(describe("live in core", type -> OWNERS.get(type.getName()) == Part.CORE))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "okhttp3..", "okio..", "kotlin.."));
    }

    @Test
    void librariesLogThroughSlf4jAndPrintNothing() {
        check(noClasses().should().dependOnClassesThat().resideInAnyPackage("java.util.logging.."), LIBRARIES);
        check(noClasses().should(ACCESS_STANDARD_STREAMS), LIBRARIES);
    }

    @Test
    void namesSayWhatAThingIs() {
        String vague = ".*(Util|Utils|Helper|Manager|Impl|Factory)|(Abstract|Base|Default)[A-Z].*";
        check(
                noClasses()
                        .should()
                        .haveNameMatching("(.*[.$])?(" + vague + ")")
                        .because("such a name says how a class was made, not what it is"),
                LIBRARIES);
    }

    private static void check(ArchRule rule) {
        check(rule, ALL);
    }

    private static void check(ArchRule rule, JavaClasses classes) {
        rule.allowEmptyShould(true).check(classes);
    }

    private static JavaClass outermost(JavaClass type) {
        return type.isArray() ? type.getBaseComponentType() : type;
    }

    private static Part owner(JavaClass type) {
        Path file = Path.of(type.getSource().orElseThrow().getUri());
        return Arrays.stream(Part.values())
                .filter(part -> file.startsWith(part.classes().toAbsolutePath().normalize()))
                .findFirst()
                .orElseThrow();
    }
}

package dev.engram.stresstest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
        packages = {"com.acme.stress", "dev.engram.stresstest"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule LOAD_KNOWS_NOTHING_OF_ENGRAM = noClasses()
            .that()
            .resideInAPackage("com.acme..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.engram..", "io.opentelemetry..", "org.HdrHistogram..", "org.knowm..");

    @ArchTest
    static final ArchRule NO_CIRCLES =
            slices().matching("dev.engram.stresstest.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_CIRCLES_IN_THE_LOAD =
            slices().matching("com.acme.stress.(*)..").should().beFreeOfCycles();
}

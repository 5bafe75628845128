/* replay.c -- runs a fuzz target over files and folders of files, with any compiler: `fuzz_json
 * t/fuzz/corpus/fuzz_json`. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int replayed;

static int fail(const char *path)
{
    perror(path);
    return 1;
}

/* The bytes of a file in a block of exactly that size, so that a sanitizer sees a byte read too far. */
static int replay_file(const char *path, size_t n)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(n ? n : 1);

    if (!file || !data || fread(data, 1, n, file) != n)
        return fail(path);
    fclose(file);
    LLVMFuzzerTestOneInput(data, n);
    free(data);
    replayed++;
    return 0;
}

static int replay(const char *path)
{
    struct stat info;
    struct dirent *entry;
    DIR *folder;
    int failed = 0;

    if (stat(path, &info))
        return fail(path);
    if (!S_ISDIR(info.st_mode))
        return replay_file(path, (size_t)info.st_size);
    folder = opendir(path);
    if (!folder)
        return fail(path);
    while (!failed && (entry = readdir(folder)) != NULL) {
        char file[4096];

        if (*entry->d_name == '.')
            continue;
        if (snprintf(file, sizeof file, "%s/%s", path, entry->d_name) >= (int)sizeof file || stat(file, &info))
            failed = fail(path);
        else if (S_ISREG(info.st_mode))
            failed = replay_file(file, (size_t)info.st_size);
    }
    closedir(folder);
    return failed;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (replay(argv[i]))
            return EXIT_FAILURE;
    printf("%s: %d inputs replayed\n", argv[0], replayed);
    return replayed ? EXIT_SUCCESS : EXIT_FAILURE;
}

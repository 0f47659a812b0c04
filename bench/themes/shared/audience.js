document.documentElement.dataset.audience = "patient";
addEventListener("change", (event) => {
  if (event.target.name === "audience") document.documentElement.dataset.audience = event.target.value;
});
